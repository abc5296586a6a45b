"""By mail, through the server EMAIL_URL names."""
