"""A newsroom whose database other processes can reach: its worker, its server."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from django.conf import settings as project_settings
from django_tasks_db.models import DBTaskResult

ROOT = project_settings.PROJECT_ROOT


def eventually(condition, seconds=90):
    """Return what the condition gives as soon as it is true; fail if it never is."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)
    return found


@pytest.fixture(scope="module")
def database_url(own_database, tmp_path_factory, django_db_blocker):
    with django_db_blocker.unblock(), own_database(tmp_path_factory.mktemp("newsroom")) as url:
        yield url


class Newsroom:
    """Runs management commands and modules of the tests as processes of their own."""

    def __init__(self, url, folder):
        self.folder = folder
        self.log = folder / "log.txt"
        self.processes = []
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
            "DJANGO_SETTINGS_MODULE": "byline.settings.dev",
            "BYLINE_DATA_DIR": str(folder),
            "DATABASE_URL": url,
        }

    def start(self, *arguments):
        with self.log.open("a") as log:
            process = subprocess.Popen(  # noqa: S603
                [sys.executable, str(ROOT / "manage.py"), *arguments],
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def start_module(self, name, *arguments):
        """Start a module that takes every warning for an error: see `complaints`."""
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-W", "error", "-m", name, *map(str, arguments)],
            cwd=ROOT,
            env=self.environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        return process

    def close(self):
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(timeout=30)


@pytest.fixture
def newsroom(database_url, tmp_path, settings, django_db_blocker):
    """Start commands with `newsroom.start("work")`; what the test enqueues waits for them."""
    settings.TASKS = project_settings.TASKS | {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend"}
    }
    newsroom = Newsroom(database_url, tmp_path)
    with django_db_blocker.unblock():
        DBTaskResult.objects.all().delete()
        yield newsroom
        newsroom.close()


@pytest.fixture
def port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_answered(port):
    """Tell whether somebody listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def served(newsroom, port, *options):
    """Serve until the server has said that it is up; return its process."""
    server = newsroom.start("serve", "--port", str(port), *options)
    eventually(lambda: f"http://localhost:{port}/admin/" in newsroom.log.read_text())
    return server


def complaints(modules):
    """Wait for modules that were started and return what they complain about."""
    return [message for module in modules if (message := module.communicate(timeout=500)[1])]


def children(pid):
    """Return the process ids of those that a process has started."""
    with open(f"/proc/{pid}/task/{pid}/children") as file:  # noqa: PTH123
        return [int(pid) for pid in file.read().split()]


def family(pid):
    """Return the process ids of those below a process, however deep."""
    below = children(pid)
    return below + [deeper for child in below for deeper in family(child)]


def kill(process):
    """Let a process and all below it die at once."""
    for pid in [process.pid, *family(process.pid)]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()
