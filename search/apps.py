"""The search page."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Full-text search for stories: the index, the results page and the query log."""

    name = "search"

    def ready(self) -> None:
        """Connect the signal handlers and add the worker's periodic tasks."""
        from byline.worker import periodic_tasks
        from search import query_log, signal_handlers
        from search.newsroom import index

        signal_handlers.connect()
        periodic_tasks.register(query_log.delete_old_queries)
        periodic_tasks.register(index.catch_up)
