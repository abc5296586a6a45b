"""The stories that cross apps, and the only Celery tasks."""
