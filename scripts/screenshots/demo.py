"""A temporary demo newsroom for screenshots."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import APIRequestContext
from playwright.sync_api import Error as NoAnswer

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "home/demo/pictures"
PASSWORD = "byline-demo"  # noqa: S105


@contextmanager
def fresh_demo() -> Iterator[str]:
    """Build a demo newsroom in a temporary folder, serve it, and yield its URL."""
    with TemporaryDirectory() as folder:
        environment = {**os.environ, "BYLINE_DATA_DIR": folder}
        port = str(free_port())
        for command in (
            ["migrate", "--verbosity", "0"],
            ["demo", "--accounts", "--port", port],
            ["update_index", "--verbosity", "0"],
        ):
            subprocess.run(manage(*command), env=environment, check=True)  # noqa: S603
        server = subprocess.Popen(manage("serve", "--port", port), env=environment)  # noqa: S603
        try:
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            server.wait()


def manage(*arguments: str) -> list[str]:
    """Return the command line of a management command."""
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as listener:
        listener.bind(("localhost", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_for_answer(request: APIRequestContext, address: str) -> None:
    """Wait until the server responds."""
    while True:
        try:
            request.get(address)
        except NoAnswer:
            continue
        return
