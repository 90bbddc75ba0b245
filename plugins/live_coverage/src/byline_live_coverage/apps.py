"""The plugin as a Django app."""

from django.apps import AppConfig


class LiveCoverageConfig(AppConfig):
    """Live coverage."""

    name = "byline_live_coverage"
    label = "live_coverage"
    verbose_name = "Live coverage"
    default_auto_field = "django.db.models.BigAutoField"
