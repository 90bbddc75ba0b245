"""Do the work in the background."""

from typing import Any

from django.core.management.base import BaseCommand

from byline.worker.mail import sends_directly
from byline.worker.worker import NewsroomWorker


class Command(BaseCommand):
    """Work until stopped."""

    # They ask the database, and who serves while it is away waits for it.
    requires_system_checks: list[str] = []
    help = "Do queued tasks, and publish and take down what is scheduled, until stopped."

    def handle(self, **options: Any) -> None:
        """Work until a signal says to stop; the task at hand is finished first."""
        sends_directly.set(True)
        worker = NewsroomWorker()
        worker.configure_signals()
        worker.run()
