"""The other name that Wagtail has for the command."""

from search.management.commands.update_index import Command

__all__ = ["Command"]
