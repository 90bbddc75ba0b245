"""Import of archived stories and comments."""

from django.apps import AppConfig


class ImportersConfig(AppConfig):
    """Saved article pages, and later other archives."""

    name = "importers"
