"""The page cache as an app, for its table."""

from django.apps import AppConfig


class PageCacheConfig(AppConfig):
    """Responses that are cached until something they show changes."""

    name = "byline.pagecache"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signal handlers and add the worker's periodic task."""
        from byline.pagecache import changes, signal_handlers
        from byline.worker import periodic_tasks

        signal_handlers.connect()
        periodic_tasks.register(changes.delete_old_changes)
