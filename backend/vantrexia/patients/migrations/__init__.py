"""Schema history of patients."""
