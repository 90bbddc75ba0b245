"""Serve the site with the production server."""

import os
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Start granian on this machine, with the uploads beside the application."""

    help = "Serve the site with granian."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the command's options."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        """Become the server, once the port is known to be free."""
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
        self.stdout.write(f"The newspaper: http://localhost:{port}/")
        self.stdout.write(f"The newsroom:  http://localhost:{port}/admin/")
        self.stdout.write("Stop with Ctrl-C.")
        self.stdout.flush()
        os.execv(sys.executable, command_line(host, port))  # noqa: S606


def command_line(host: str, port: int) -> list[str]:
    """Return the command that serves the site.

    Beside the application it serves what readers get of photos, and nothing else of the
    uploads: originals hold metadata, and documents go through Wagtail, which knows who may
    read them and sends them as downloads.
    """
    pictures = Path(settings.MEDIA_ROOT) / "images"
    pictures.mkdir(parents=True, exist_ok=True)
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi",
        "--host", host, "--port", str(port), "--workers", "1", "--blocking-threads", "4",
        "--static-path-route", f"{settings.MEDIA_URL}images",
        "--static-path-mount", str(pictures),
        # A browser's idle connection does not hold up the end.
        "--workers-kill-timeout", "3",
        "--log-level", "warning", "byline.wsgi:application",
    ]  # fmt: skip


def is_free(host: str, port: int) -> bool:
    """Tell whether a server can listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
