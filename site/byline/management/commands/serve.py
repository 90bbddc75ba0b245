"""Serve the site with the production server."""

import os
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from byline.bulkheads.wsgi_middleware import threads_for


class Command(BaseCommand):
    """Start granian and a worker."""

    # Checks query the database, which may be away at the start.
    requires_system_checks: list[str] = []
    help = "Serve the site with granian, and do the work in the background."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the command's options."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--workers",
            type=positive,
            default=settings.WEB_WORKERS,
            help="processes that answer (%(default)s)",
        )
        parser.add_argument(
            "--threads",
            type=positive,
            default=settings.WEB_THREADS,
            help="pages that each renders at once (%(default)s)",
        )
        parser.add_argument(
            "--no-worker",
            action="store_true",
            help="serve only: `manage.py work` runs elsewhere",
        )

    def handle(self, *, host: str, port: int, no_worker: bool, **options: Any) -> None:
        """Replace this process by the supervisor of both, if the port is free."""
        if not is_free(host, port):
            raise CommandError(
                f"Port {port} is taken by another program. Choose another: make run PORT={port + 1}"
            )
        site_dir = settings.PROJECT_ROOT / "site"
        paths = [
            str(settings.PROJECT_ROOT),
            str(site_dir),
            *os.environ.get("PYTHONPATH", "").split(os.pathsep),
        ]
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        delete_old_metrics()
        self.stdout.write("Starting the server …")
        self.stdout.flush()
        address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
        command = [sys.executable, "-m", "byline.supervisor", address, str(port), greeting(port)]
        os.environ["WEB_THREADS"] = str(options["threads"])
        command += command_line(host, port, options["workers"], threads_for(options["threads"]))
        if not no_worker:
            command += ["--", sys.executable, str(settings.PROJECT_ROOT / "manage.py"), "work"]
        os.execv(sys.executable, command)  # noqa: S606


def delete_old_metrics() -> None:
    """Delete the metrics of earlier starts, or the folder would grow with each."""
    if settings.METRICS_TOKEN:
        for path in Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).glob("*.db"):
            path.unlink(missing_ok=True)


def greeting(port: int) -> str:
    """Return the text that is printed when the server responds."""
    return (
        f"The newspaper: http://localhost:{port}/\n"
        f"The newsroom:  http://localhost:{port}/admin/\n"
        "Stop with Ctrl-C."
    )


def positive(text: str) -> int:
    """Return a positive number. Raises ValueError."""
    if (number := int(text)) < 1:
        raise ValueError
    return number


def command_line(host: str, port: int, workers: int, threads: int) -> list[str]:
    """Return the command that serves the site."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws",
        "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads),
        # A thread keeps its connection to the database.
        "--blocking-threads-idle-timeout", "600",
        # Connections beyond it wait. Idle ones count, too.
        "--backlog", "2048", "--backpressure", "1024",
        # One that dies is replaced; if it dies again at once, all end with an error.
        "--respawn-failed-workers",
        # A browser's idle connection does not hold up the end.
        "--workers-kill-timeout", "3",
        "--log-level", "error", "byline.wsgi:application",
    ]  # fmt: skip


def is_free(host: str, port: int) -> bool:
    """Return whether a server can listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
