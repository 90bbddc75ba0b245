"""Clear the visitors of old comments."""

from typing import Any

from django.core.management import BaseCommand

from comments.visitors import clear_old_visitors


class Command(BaseCommand):
    """Runs the periodic task `clear_old_visitors`."""

    help = "Forget the visitors of old comments. The worker does so by itself once an hour."

    def handle(self, *args: Any, **options: Any) -> None:
        """Clear them and print how many."""
        self.stdout.write(f"Forgotten in {clear_old_visitors()} places.")
