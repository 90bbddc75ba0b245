"""The worker as an app, for its table."""

from django.apps import AppConfig


class WorkerConfig(AppConfig):
    """The table of the leader lease."""

    name = "byline.worker"
    default_auto_field = "django.db.models.BigAutoField"
