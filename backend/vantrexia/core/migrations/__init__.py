"""Schema of the core: event outbox and job slots."""
