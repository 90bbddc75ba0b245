"""The search page."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Finding stories by their words: the index, the page, and what was searched for."""

    name = "search"

    def ready(self) -> None:
        """Connect the signal handlers and add the worker's chore."""
        from byline.worker import chores
        from search import query_log, signal_handlers

        signal_handlers.connect()
        chores.add(query_log.forget)
