"""What readers read."""

from django.apps import AppConfig


class ReadershipConfig(AppConfig):
    """Counting readers, ranking stories, the popular index."""

    name = "readership"

    def ready(self) -> None:
        """Connect the signal handlers and add the worker's chores."""
        from byline.worker import chores
        from readership import rollup, signal_handlers

        signal_handlers.connect()
        chores.add(rollup.close_days)
        chores.add(rollup.forget_hours)
        chores.add(rollup.forget_visitors)
