"""Comments of readers."""

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    """Comments of readers, and the moderation desk."""

    name = "comments"

    def ready(self) -> None:
        """Connect signal handlers, in place of the library's, and register periodic tasks."""
        from byline.plugins.comments import decision_sources
        from byline.worker import periodic_tasks
        from comments import decisions, privacy, signal_handlers, visitors

        signal_handlers.connect()
        periodic_tasks.register(visitors.clear_old_visitors)
        periodic_tasks.register(privacy.delete_unconfirmed_followers)
        decision_sources.append(decisions.decisions)
