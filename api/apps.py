"""The app of the public API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API for developers and partners, at `/api/v1/`."""

    name = "api"

    def ready(self) -> None:
        """Connect the signal handlers."""
        from api import signal_handlers

        signal_handlers.connect()
