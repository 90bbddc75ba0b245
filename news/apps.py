"""Stories and what they are made of."""

from django.apps import AppConfig


class NewsConfig(AppConfig):
    """Sections, articles, authors and topics."""

    name = "news"

    def ready(self) -> None:
        """Connect the signal handlers and register the checks."""
        from news import checks, signal_handlers  # noqa: F401

        signal_handlers.connect()
