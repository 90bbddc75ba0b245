"""Users of the newsroom."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, their groups, and limits on attempts to sign in."""

    name = "accounts"
