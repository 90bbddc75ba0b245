"""The project package as an app, for its system checks."""

from django.apps import AppConfig


class BylineConfig(AppConfig):
    """Register the project's own system checks."""

    name = "byline"

    def ready(self) -> None:
        """Import the checks, which register themselves."""
        from byline import checks  # noqa: F401
