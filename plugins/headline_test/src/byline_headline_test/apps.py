"""The plugin as a Django app."""

from django.apps import AppConfig


class HeadlineTestConfig(AppConfig):
    """Headline test."""

    name = "byline_headline_test"
    label = "headline_test"
    verbose_name = "Headline test"
    default_auto_field = "django.db.models.BigAutoField"
