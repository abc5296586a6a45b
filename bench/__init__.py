"""Measurements: `python -m bench [NAME …]`. Everything runs on this machine, servers and load together; nothing here is a test."""
