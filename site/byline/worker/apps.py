"""The worker as an app, for its table."""

from django.apps import AppConfig


class WorkerConfig(AppConfig):
    """Holds who of many workers acts by the clock."""

    name = "byline.worker"
    default_auto_field = "django.db.models.BigAutoField"
