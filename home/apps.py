"""The front page."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The front page, standard pages and the navigation."""

    name = "home"

    def ready(self) -> None:
        """Connect the signal handlers."""
        from home import signal_handlers

        signal_handlers.connect(self)
