"""Forget which comments are of the same visitor, when they are old enough."""

from typing import Any

from django.core.management import BaseCommand

from comments.visitors import forget_visitors


class Command(BaseCommand):
    """Do now what the worker does about once an hour."""

    help = "Forget the visitors of old comments. The worker does so by itself once an hour."

    def handle(self, *args: Any, **options: Any) -> None:
        """Forget, and say how much."""
        self.stdout.write(f"Forgotten in {forget_visitors()} places.")
