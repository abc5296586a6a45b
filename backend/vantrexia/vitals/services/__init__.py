"""Writes of the vitals app: recording readings in bulk, correcting one."""
