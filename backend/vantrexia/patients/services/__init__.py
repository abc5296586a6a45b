"""Writes on patients: one act, one transaction (the caller's), one audit entry."""
