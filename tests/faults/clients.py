"""Clients of a running site, good and bad."""

import socket
import threading
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from tests.comments.readers import fill_in

FORM = "application/x-www-form-urlencoded"
TOKEN = "a" * 32


def fetch(port, path, method="GET", body=None, **headers):
    """Return the status, the headers and the body of the response."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=90)) as http:
        http.request(method, path, body, {"Host": "localhost", **headers})
        response = http.getresponse()
        return response.status, response.headers, response.read().decode()


def send(port, path, fields, **headers):
    """Send a form; return the status of the response."""
    return fetch(port, path, "POST", urlencode(fields), **{"Content-Type": FORM}, **headers)[0]


def comment(port, story, text):
    """Send a comment; return the status of the response."""
    return send(port, f"/comments/on/{story}/write/", fill_in(text))


def request_password_reset(port, email):
    """Request a new password; return the status of the response."""
    form = {"email": email, "csrfmiddlewaretoken": TOKEN}
    return send(port, "/admin/password_reset/", form, Cookie=f"csrftoken={TOKEN}")


class SlowSender:
    """Begins to send a form, and never gets to its end."""

    def __init__(self, port, path):
        self.socket = socket.create_connection(("127.0.0.1", port))
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\n"
        head += "X-Forwarded-For: 192.0.2.66\r\n"
        self.socket.sendall(f"{head}Content-Length: 1000\r\n\r\ntext=".encode())

    def is_answered(self):
        self.socket.setblocking(False)
        with suppress(BlockingIOError):
            return bool(self.socket.recv(1))
        return False

    def close(self):
        self.socket.close()


class MuteServer:
    """Accepts connections and sends nothing, as a mail server that hangs."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def close(self):
        self.socket.close()


class Crowd:
    """Does things at once, each in a thread."""

    def __init__(self):
        self.threads, self.results = [], []

    def begin(self, function, *args, **kwargs):
        def do():
            try:
                self.results.append(function(*args, **kwargs))
            except (OSError, HTTPException) as error:
                self.results.append(error)

        self.threads.append(threading.Thread(target=do, daemon=True))
        self.threads[-1].start()

    @property
    def is_busy(self):
        return any(thread.is_alive() for thread in self.threads)

    def wait(self):
        """Return what came of all."""
        for thread in self.threads:
            thread.join()
        return self.results
