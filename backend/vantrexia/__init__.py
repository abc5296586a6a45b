"""Vantrexia's server: remote patient monitoring a medical practice can run itself."""
