"""A PostgreSQL server of a test's own, which it stops and starts as it likes."""

import os
import signal
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from tests.processes import children


class PostgreSQL:
    """Runs in a folder; as `postgres` where we are root, which it refuses to be."""

    def __init__(self, folder, port):
        self.folder, self.port = folder, port
        self.bin = max(Path("/usr/lib/postgresql").glob("*/bin"))
        self.as_owner = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self.as_owner:
            subprocess.run(["chown", "postgres", folder], check=True)  # noqa: S603, S607
        self.run("initdb", "-D", "data", "-U", "byline", "--auth=trust", "--encoding=UTF8")
        self.start()

    @property
    def url(self):
        return f"postgres://byline@127.0.0.1:{self.port}/postgres"

    def run(self, program, *arguments):
        subprocess.run(  # noqa: S603
            [*self.as_owner, self.bin / program, *arguments],
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def start(self):
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self.run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")

    def freeze(self):
        """Have it answer nothing, as on a machine that hangs."""
        self.signal(signal.SIGSTOP)

    def thaw(self):
        self.signal(signal.SIGCONT)

    def signal(self, number):
        server = int((Path(self.folder) / "data/postmaster.pid").read_text().split()[0])
        for process in [server, *children(server)]:
            os.kill(process, number)

    def stop(self, how="immediate"):
        self.run("pg_ctl", "-D", "data", "-w", "-m", how, "stop")


@contextmanager
def running_postgresql():
    """Run a server as long as the context lasts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # Not below the folder of the tests: `postgres` may not look into it.
    with tempfile.TemporaryDirectory() as folder:
        database = PostgreSQL(folder, port)
        try:
            yield database
        finally:
            database.stop()
