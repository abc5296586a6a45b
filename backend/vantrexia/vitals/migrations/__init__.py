"""Schema history of vitals."""
