"""A temporary demo newsroom, served as in production."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from screenshots.demo import free_port, manage

START_TIMEOUT_SECONDS = 60


@contextmanager
def demo_in_production(paths: Iterable[str]) -> Iterator[str]:
    """Build and serve a demo newsroom with a warm page cache; yield its URL."""
    with TemporaryDirectory() as folder:
        port = free_port()
        address = f"http://localhost:{port}"
        environment = production(folder, address)
        build(environment, port)
        command = manage("serve", "--no-worker", "--port", str(port))
        log = Path(folder, "server.log")
        with log.open("wb") as out:
            server = subprocess.Popen(command, env=environment, stdout=out, stderr=out)  # noqa: S603
        try:
            wait_for(address, server, log)
            for path in paths:
                open_page(address + path)
            yield address
        finally:
            server.terminate()
            server.wait()


def production(folder: str, address: str) -> dict[str, str]:
    """Return the environment of the production settings on localhost."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "byline.settings.base",
        "BYLINE_DATA_DIR": folder,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "ALLOWED_HOSTS": "localhost",
        "SITE_URL": address,
        # Browsers treat localhost as secure without TLS.
        "SECURE_SSL_REDIRECT": "false",
        "SECURE_COOKIES": "false",
        "LOG_LEVEL": "WARNING",
        # Each process has its own page cache: one is warm after one visit.
        "WEB_WORKERS": "1",
    }


def build(environment: dict[str, str], port: int) -> None:
    """Collect static files, fill the newsroom, and run the queued tasks."""
    for command in (
        ["collectstatic", "--noinput", "--verbosity", "0"],
        ["migrate", "--verbosity", "0"],
        ["demo", "--port", str(port)],
        ["update_index", "--verbosity", "0"],
        # The renditions of photos.
        ["db_worker", "--batch", "--queue-name", "*", "--no-startup-delay", "--verbosity", "0"],
    ):
        subprocess.run(manage(*command), env=environment, check=True)  # noqa: S603


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server responds."""
    end = time.monotonic() + START_TIMEOUT_SECONDS
    while server.poll() is None and time.monotonic() < end:
        with suppress(OSError):
            open_page(f"{address}/healthz")
            return
        time.sleep(0.2)
    sys.exit(f"The server did not start:\n{log.read_text()[-2000:]}")


def open_page(url: str) -> None:
    """Request a page. Raises OSError for an error response."""
    with urlopen(url, timeout=START_TIMEOUT_SECONDS) as answer:  # noqa: S310
        answer.read()
