"""The newsroom's pictures."""

from django.apps import AppConfig


class PhotosConfig(AppConfig):
    """Photos with their credit, description and licence."""

    name = "photos"
