"""A newsroom whose database other processes can reach: its worker, its server."""

import logging.config
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
import warnings
from contextlib import suppress

import pytest
from django.conf import settings as project_settings
from django.core.management import call_command
from django.db import connection, connections
from django_tasks_db.models import DBTaskResult

from byline.worker.models import Lease

ROOT = project_settings.PROJECT_ROOT
FORK = multiprocessing.get_context("fork")


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
    """Runs management commands and functions of the tests as processes of their own.

    They are forks of this one, which has imported all that takes long, with its settings.
    What `serve` starts has those of the environment instead.
    """

    def __init__(self, url, folder):
        self.folder = folder
        self.log = folder / "log.txt"
        self.log.touch()
        self.processes = []
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
            "DJANGO_SETTINGS_MODULE": "byline.settings.dev",
            "BYLINE_DATA_DIR": str(folder),
            "DATABASE_URL": url,
        }

    def manage(self, *command):
        """Run a management command with the settings of the environment, and wait for its end."""
        command = [sys.executable, str(ROOT / "manage.py"), *command]
        subprocess.run(command, env=self.environment, check=True)  # noqa: S603

    def start(self, *command):
        """Start a management command."""
        return self.fork(call_command, *command)

    def fork(self, function, *arguments):
        """Call a function in another process."""
        connection.close()  # SQLite bears no file that is open in both
        process = FORK.Process(target=self.call, args=(function, *arguments))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of the threads of pytest-xdist
            process.start()
        self.processes.append(process)
        return process

    def call(self, function, *arguments):
        """Call a function as if this process had been started for it."""
        os.environ.clear()
        os.environ.update(self.environment)
        project_settings.DATA_DIR = self.folder
        sys.stdout = sys.stderr = self.log.open("a", buffering=1)
        os.dup2(sys.stdout.fileno(), 1)
        os.dup2(sys.stderr.fileno(), 2)
        logging.config.dictConfig(project_settings.LOGGING)
        logging.disable(logging.INFO)
        # Its threads connect to the same database.
        project_settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"]
        del connections["default"]
        function(*arguments)

    def run(self, function, arguments):
        """Call a function once for each of the arguments, at once, and wait for all."""
        processes = [self.fork(function, *each) for each in arguments]
        for process in processes:
            process.join()
        assert not any(process.exitcode for process in processes), self.log.read_text()

    def close(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.join(30)
            assert process.exitcode is not None


@pytest.fixture
def newsroom(database_url, tmp_path, settings, django_db_blocker):
    """Start commands with `newsroom.start("work")`; what the test enqueues waits for them."""
    settings.TASKS = project_settings.TASKS | {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend"}
    }
    newsroom = Newsroom(database_url, tmp_path)
    with django_db_blocker.unblock():
        DBTaskResult.objects.all().delete()
        Lease.objects.all().delete()
        yield newsroom
        newsroom.close()


@pytest.fixture
def port():
    """A free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_answered(port):
    """Return whether a process listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def served(newsroom, port, *options):
    """Start a server and wait for its address in the output; return its process."""
    server = newsroom.start("serve", "--port", str(port), *options)
    eventually(lambda: f"http://localhost:{port}/admin/" in newsroom.log.read_text())
    return server


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
    process.join()
