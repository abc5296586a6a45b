"""Time, billing entries, claims and remittances."""
