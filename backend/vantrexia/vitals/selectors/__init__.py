"""Reads of the vitals app."""
