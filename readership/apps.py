"""Counting readers and ranking stories."""

from django.apps import AppConfig


class ReadershipConfig(AppConfig):
    """Counting readers, ranking stories, the popular index."""

    name = "readership"

    def ready(self) -> None:
        """Connect the signal handlers and register the periodic tasks."""
        from byline.worker import periodic_tasks
        from readership import rollup, signal_handlers

        signal_handlers.connect()
        periodic_tasks.register(rollup.close_days)
        periodic_tasks.register(rollup.delete_old_hours)
        periodic_tasks.register(rollup.delete_old_visits)
