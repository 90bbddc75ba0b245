"""Bringing an archive in."""

from django.apps import AppConfig


class ImportersConfig(AppConfig):
    """Saved article pages, and later other archives."""

    name = "importers"
