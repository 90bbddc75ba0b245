"""Background work: queued tasks, scheduled publishing, periodic tasks."""
