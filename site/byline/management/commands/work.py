"""Run the worker."""

from typing import Any

from django.core.management.base import BaseCommand

from byline.plugins.tables import leave_out_unmigrated
from byline.worker import mail_server
from byline.worker.mail import sends_directly
from byline.worker.worker import NewsroomWorker


class Command(BaseCommand):
    """Work until stopped."""

    # Checks query the database, which may be away at the start.
    requires_system_checks: list[str] = []
    help = "Do queued tasks, and publish and take down what is scheduled, until stopped."

    def handle(self, **options: Any) -> None:
        """Run the worker until a signal; the current task is finished first."""
        sends_directly.set(True)
        if mail_server.delivery() is mail_server.Delivery.PRINTED:
            self.stdout.write("Mail is not sent: it is printed here.", ending="\n")
            self.stdout.flush()
        leave_out_unmigrated()
        worker = NewsroomWorker()
        worker.configure_signals()
        worker.run()
