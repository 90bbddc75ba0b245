"""A backend for Varnish: it sends the responses that a test sets, and records requests."""

import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

KEPT = {
    "CDN-Cache-Control": "max-age=3600, stale-if-error=600",
    "Cache-Control": "public, max-age=0, must-revalidate",
    "Cache-Tags": "story:12 section:3 stories",
    "Vary": "Accept-Encoding",
}


@dataclass
class CannedResponse:
    """The response at a path."""

    headers: dict = field(default_factory=lambda: dict(KEPT))
    status: int = 200
    body: str = "a story"
    seconds: float = 0


class RecordedRequest(NamedTuple):
    """A request that Varnish sent."""

    command: str
    path: str
    headers: Message


class Site:
    """Listens on a port; `responses` by path; `requests` has all but the probe's."""

    def __init__(self, port=0):
        site = self
        self.responses = {}
        self.requests = []
        self.is_well = True
        self.connections = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                super().setup()
                site.connections.append(self.connection)

            def answer(self):
                length = int(self.headers.get("Content-Length", 0))
                self.rfile.read(length)
                site.answer(self)

            do_GET = do_HEAD = do_POST = answer  # noqa: N815

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    def answer(self, request):
        probed = request.path == "/healthz"
        found = self.responses.get(request.path.partition("?")[0], CannedResponse())
        if probed or not self.is_well:
            status, body = (200, "ok") if self.is_well else (503, "failed")
            found = CannedResponse({}, status, body)
        if not probed:
            # One handler answers all that comes over a connection.
            self.requests.append(RecordedRequest(request.command, request.path, request.headers))
        time.sleep(found.seconds)
        body = found.body.encode()
        request.send_response(found.status)
        for name, value in {**found.headers, "Content-Length": str(len(body))}.items():
            request.send_header(name, value)
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(body)

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        for connection in self.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.thread.join()
