"""What readers have to say."""

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    """Comments of readers, and the desk of those who moderate them."""

    name = "comments"

    def ready(self) -> None:
        """Connect the signal handlers, in place of the library's."""
        from comments import signal_handlers

        signal_handlers.connect()
