"""The app of stories."""

from django.apps import AppConfig


class NewsConfig(AppConfig):
    """Sections, articles, authors and topics."""

    name = "news"

    def ready(self) -> None:
        """Connect the signal handlers, register the checks and a periodic task."""
        from byline.worker import periodic_tasks
        from news import autosave, checks, signal_handlers  # noqa: F401

        signal_handlers.connect()
        periodic_tasks.register(autosave.thin_out)
