"""Pings of other services: what is sent, and what their answers mean."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from byline.worker.pings import PingError, ping


class Handler(BaseHTTPRequestHandler):
    """Answers with the status in the path, and with a body that has no end."""

    def do_POST(self):
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(int(self.path.strip("/")))
        self.send_header("Location", "/200")
        self.send_header("Content-Length", str(10**12))
        self.end_headers()

    def log_message(self, *args):
        """Log nothing."""


@pytest.fixture
def service():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.bodies = []
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        server.address = f"http://127.0.0.1:{server.server_port}"
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("status", [200, 204, 302, 307, 403])
def test_an_answer_is_neither_read_nor_followed(service, status):
    assert ping(f"{service.address}/{status}", data={"a": ["b", "c"]}) == status
    assert service.bodies == [b"a=b&a=c"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_asks_to_wait_is_told_later(service, status):
    with pytest.raises(PingError, match=str(status)):
        ping(f"{service.address}/{status}", json={})


def test_a_service_that_is_away_is_told_later_and_its_address_is_not_logged():
    with pytest.raises(PingError, match="ConnectionError") as raised:
        ping("http://key:secret@127.0.0.1:1/", json={})
    assert "secret" not in str(raised.value)
