"""Readings: what was measured, of whom, when."""
