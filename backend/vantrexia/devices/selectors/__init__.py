"""Reads of the devices app."""
