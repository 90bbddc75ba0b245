"""Compare what lists hide with the restrictions of pages, and mend it."""

from typing import Any

from django.core.management.base import BaseCommand

from news.restrictions import mend


class Command(BaseCommand):
    """Mend the rows of `RestrictedPage`, after rows were changed by SQL for example."""

    help = "Check that lists hide the pages with view restrictions and no others, and mend it."

    def handle(self, **options: Any) -> None:
        """Mend the rows, and say how many were wrong."""
        missing, unfounded = mend()
        self.stdout.write(f"{len(missing)} pages hidden, {len(unfounded)} shown again")
