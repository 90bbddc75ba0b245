"""The search page."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Finding stories by their words: the index, the page, and what was searched for."""

    name = "search"

    def ready(self) -> None:
        """Connect the signal handlers."""
        from search import signal_handlers

        signal_handlers.connect()
