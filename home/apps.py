"""The front page."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The front page and how its stories are chosen."""

    name = "home"
