"""Reads of the patients app."""
