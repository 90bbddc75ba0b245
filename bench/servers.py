"""The measured servers, started and stopped by the bench."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.load import BROWSER_HEADERS, BenchResponse, send_request

ROOT = Path(__file__).parents[1]
WORKERS_COUNT = 2
START_TIMEOUT_SECONDS = 60  # seconds
VCL_FILE = ROOT / "deploy/varnish.vcl"
# By program: the Debian package.
DEBIAN_PACKAGES = {
    "wrk": "wrk",
    "nginx": "nginx-light",
    "varnishd": "varnish",
}
# Of a connection, or set by nginx.
HEADERS_NOT_COPIED = {
    *("connection", "content-length", "content-type", "date", "keep-alive"),
    *("last-modified", "server", "transfer-encoding"),
}
NGINX_CONFIG = """
{user}
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/error.log;
daemon off;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    etag off;
    types {{ }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} reuseport;
        root {folder}/pages;
        {locations}
    }}
}}
"""


def missing_packages() -> list[str]:
    """Return the Debian packages that are missing."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    return [
        package for name, package in DEBIAN_PACKAGES.items() if not shutil.which(name, path=path)
    ]


@dataclass(frozen=True)
class BenchNewsroom:
    """A newsroom of the bench: its folder, and the URL of its database, unless SQLite."""

    folder: Path
    database: str = ""

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment of the production settings."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {
            **kept,
            "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "BYLINE_DATA_DIR": str(self.folder),
            **({"DATABASE_URL": self.database} if self.database else {}),
            "SECRET_KEY": "of-a-newsroom-that-listens-on-this-machine-only",
            "ALLOWED_HOSTS": "localhost",
            "SITE_URL": "https://localhost",
            # As behind a proxy that terminates TLS.
            "BEHIND_TLS_PROXY": "true",
            "TRUSTED_PROXIES": "127.0.0.1",
            "LOG_LEVEL": "WARNING",
            **more,
        }

    def run(self, *command: str, **more: str) -> str:
        """Run Python in the newsroom; return its output."""
        done = subprocess.run(  # noqa: S603
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"{' '.join(command)} failed.")
        return done.stdout


@dataclass
class Server:
    """A running server."""

    url: str
    process: subprocess.Popen[bytes]

    @property
    def megabytes(self) -> float:
        """The memory of the process tree, with shared memory counted once."""
        return sum(map(memory_of, process_tree(self.process.pid)))


# Runs a front cache, as `varnish()` does: in a folder, on a port, in front of a site.
type Front = Callable[[Path, int, Server], AbstractContextManager[Server]]


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running(command: list[str], port: int, log: Path, **how: Any) -> Iterator[Server]:
    """Run a server during the block, which starts when the server responds."""
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, stdout=out, stderr=out, stdin=subprocess.DEVNULL, **how
        )
    server = Server(f"http://127.0.0.1:{port}", process)
    try:
        wait_for(server, log)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(15)
        process.kill()
        process.wait()


def wait_for(server: Server, log: Path) -> None:
    """Wait until a server responds, with any status."""
    end = time.monotonic() + START_TIMEOUT_SECONDS
    while time.monotonic() < end and server.process.poll() is None:
        with suppress(OSError):
            send_request(f"{server.url}/bench/bare/", BROWSER_HEADERS)
            return
        time.sleep(0.1)
    sys.exit(f"A server did not start:\n{log.read_text()[-2000:]}")


@contextmanager
def site(newsroom: BenchNewsroom, name: str, **settings: str) -> Iterator[Server]:
    """Run the production server on a newsroom."""
    port = free_port()
    environment = newsroom.environment(WEB_WORKERS=str(WORKERS_COUNT), **settings)
    command = [sys.executable, "manage.py", "serve", "--no-worker", "--port", str(port)]
    log = newsroom.folder / f"{name}.log"
    with running(command, port, log, env=environment) as server:
        yield server


@contextmanager
def nginx(folder: Path, pages: Mapping[str, BenchResponse]) -> Iterator[Server]:
    """Run nginx with the responses of the site as files, by path."""
    port, folder = free_port(), folder / "nginx"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "pages").mkdir(parents=True)
    locations = []
    for number, (path, answer) in enumerate(pages.items()):
        (folder / "pages" / f"{number}").write_bytes(answer.body)
        locations.append(location(path, number, answer))
    config = NGINX_CONFIG.format(
        user="user root;" if os.geteuid() == 0 else "",
        workers=WORKERS_COUNT,
        folder=folder,
        port=port,
        locations="\n".join(locations),
    )
    (folder / "nginx.conf").write_text(config)
    command = [which("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with running(command, port, folder / "log") as server:
        yield server


def location(path: str, number: int, answer: BenchResponse) -> str:
    """Return the configuration of nginx for one page, with the headers of the site."""
    headers = "".join(
        f'add_header {name} "{quoted(value)}"; '
        for name, value in answer.headers.items()
        if name not in HEADERS_NOT_COPIED
    )
    kind = answer.headers["content-type"]
    return f'location = "{path}" {{ try_files /{number} =404; default_type "{kind}"; {headers}}}'


def quoted(value: str) -> str:
    """Return a value, escaped for quotes in the configuration of nginx."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "")


@contextmanager
def varnish(folder: Path, port: int, behind: Server) -> Iterator[Server]:
    """Run Varnish with our VCL in front of a site."""
    folder = folder / "varnish"
    folder.mkdir(exist_ok=True)
    # Ours, with the port of this server.
    addresses = VCL_FILE.with_name("varnish-addresses.vcl").read_text()
    addresses = re.sub(r'\.port = "\d+"', f'.port = "{behind.url.rpartition(":")[2]}"', addresses)
    (folder / "varnish-addresses.vcl").write_text(addresses)
    shutil.copy(VCL_FILE, folder / "varnish.vcl")
    command = [
        *(which("varnishd"), "-F", "-a", f"127.0.0.1:{port}", "-n", str(folder / "work")),
        *("-f", str(folder / "varnish.vcl"), "-s", "malloc,256m", "-T", "none"),
        *("-p", f"vcl_path={folder}"),
    ]
    with running(command, port, folder / "log") as server:
        yield server


@contextmanager
def site_behind(
    front: Front, newsroom: BenchNewsroom, name: str, **settings: str
) -> Iterator[tuple[Server, Server]]:
    """Run a site behind a front cache, which it purges; yield the cache and the site."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with (
        site(newsroom, name, FRONT_CACHE_URL=url, **settings) as behind,
        front(newsroom.folder, port, behind) as server,
    ):
        yield server, behind


def which(name: str) -> str:
    """Return the path of a program."""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin") or name


def process_tree(pid: int) -> list[int]:
    """Return the ids of a process and its descendants."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(n for child in children for n in process_tree(int(child)))]


def memory_of(pid: int) -> float:
    """Return the proportional set size of a process in megabytes."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0
