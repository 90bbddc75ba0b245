"""The plugin as a Django app."""

from django.apps import AppConfig


class AltchaConfig(AppConfig):
    """The table, template and script of the plugin."""

    name = "byline_altcha"
    verbose_name = "ALTCHA"
    default_auto_field = "django.db.models.BigAutoField"
