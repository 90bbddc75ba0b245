"""Stories and what they are made of."""

from django.apps import AppConfig


class NewsConfig(AppConfig):
    """Sections, articles, authors and topics."""

    name = "news"

    def ready(self) -> None:
        """Connect the signal handlers."""
        from news import signal_handlers

        signal_handlers.connect()
