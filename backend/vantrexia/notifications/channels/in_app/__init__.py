"""Inside the application: the row itself is the message."""
