"""What readers read."""

from django.apps import AppConfig


class ReadershipConfig(AppConfig):
    """Counting readers, ranking stories, the popular index."""

    name = "readership"

    def ready(self) -> None:
        """Add the worker's chores."""
        from byline.worker import chores
        from readership import rollup

        chores.add(rollup.close_days)
        chores.add(rollup.forget_hours)
        chores.add(rollup.forget_visitors)
