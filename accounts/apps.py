"""The people who make the newspaper."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, their groups, and the protection of their sign-in."""

    name = "accounts"
