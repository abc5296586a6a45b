"""Writes of time, entries, claims and money: one act, one transaction, one audit entry."""
