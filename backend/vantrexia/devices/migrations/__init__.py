"""Schema history of devices."""
