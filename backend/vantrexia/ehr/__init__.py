"""Exports to and imports from the practice's EHR."""
