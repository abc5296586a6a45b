"""Organisations, practices, people, memberships, sessions and sign-in."""
