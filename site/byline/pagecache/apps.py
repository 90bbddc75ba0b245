"""The page cache as an app, for the table of changes."""

from django.apps import AppConfig


class PageCacheConfig(AppConfig):
    """Reader pages kept until something they show changes."""

    name = "byline.pagecache"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what Wagtail changes, and have old changes forgotten."""
        from byline.pagecache import changes, signal_handlers
        from byline.worker import periodic_tasks

        signal_handlers.connect()
        periodic_tasks.register(changes.forget_old)
