"""The plugins as an app, for its template tags, checks and periodic tasks."""

from django.apps import AppConfig


class PluginsConfig(AppConfig):
    """The contract of plugins, and what calls them."""

    name = "byline.plugins"
    label = "byline_plugins"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register checks and tasks, and leave out plugins with faulty models or migrations."""
        from byline.plugins import checks  # noqa: F401
        from byline.plugins.call_counts import delete_old_days
        from byline.plugins.hourly_tasks import run_tasks
        from byline.plugins.model_faults import leave_out_faulty_models
        from byline.plugins.tables import leave_out_unreadable
        from byline.worker import periodic_tasks

        leave_out_faulty_models()
        leave_out_unreadable()
        periodic_tasks.register(run_tasks)
        periodic_tasks.register(delete_old_days)
