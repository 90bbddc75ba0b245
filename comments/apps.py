"""What readers have to say."""

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    """Comments of readers, and the desk of those who moderate them."""

    name = "comments"

    def ready(self) -> None:
        """Connect the signal handlers, in place of the library's, and the worker's chores."""
        from byline.worker import chores
        from comments import privacy, signal_handlers, visitors

        signal_handlers.connect()
        chores.add(visitors.forget_visitors)
        chores.add(privacy.forget_unconfirmed)
