"""The project package as an app, for its system checks."""

from django.apps import AppConfig


class BylineConfig(AppConfig):
    """Register the project's own system checks."""

    name = "byline"

    def ready(self) -> None:
        """Import the modules whose decorators register checks and signal handlers."""
        from byline import checks  # noqa: F401
        from byline.observing import task_log  # noqa: F401
