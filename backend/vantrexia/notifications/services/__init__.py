"""Writes of the notifications app."""
