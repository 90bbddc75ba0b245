"""The search page."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Finding stories by their words: the index, the page, and what was searched for."""

    name = "search"

    def ready(self) -> None:
        """Connect the signal handlers and add the worker's periodic task."""
        from byline.worker import periodic_tasks
        from search import query_log, signal_handlers

        signal_handlers.connect()
        periodic_tasks.register(query_log.delete_old_queries)
