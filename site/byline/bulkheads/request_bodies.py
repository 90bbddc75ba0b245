"""Reading what clients send, before anything works on it."""

import tempfile
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from http import HTTPStatus
from io import BytesIO
from threading import Lock
from typing import Any, BinaryIO

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest

from byline import outages
from byline.bulkheads.responses import Environ, Refused
from byline.bulkheads.slots import OTHERS_WAITING, Places
from byline.client_ip import household

# So many bodies are read at once, and so many of them from one address.
BODIES, BODIES_EACH = 16, 8
# Threads that still wait for clients who send nothing, which nobody can end but the client.
STUCK = 240
# A body may take so many seconds, one more for each so many bytes, and no more than so many.
GRACE, PACE, LONGEST = 20, 500, 1800
# Of a body so many bytes are asked for one by one: who asks for more waits until all are there.
ONE_BY_ONE, PIECE = 4096, 512
IN_MEMORY = 1024 * 1024  # bytes of a body; more are written into a file


class Bodies:
    """Reads the bodies of requests, as long as they come at a pace."""

    def __init__(self, patience: float, grace: float) -> None:
        self.places = Places(BODIES, OTHERS_WAITING, patience)
        self.grace = grace
        self.threads = ThreadPoolExecutor(BODIES + STUCK, "bodies")
        self.lock = Lock()
        self.senders: Counter[str] = Counter()

    def take(self, environ: Environ) -> None:
        """Have the body in the place of what reads it from the client. Raises Refused.

        Of what is refused, or comes with a question, nothing is read.
        """
        source, environ["wsgi.input"] = environ["wsgi.input"], BytesIO()
        length, environ["CONTENT_LENGTH"] = environ.get("CONTENT_LENGTH") or "0", "0"
        if environ["REQUEST_METHOD"] not in outages.SAFE and length != "0":
            environ["wsgi.input"] = self.read(Body(source, int(length), self.grace), environ)
            environ["CONTENT_LENGTH"] = length

    def read(self, body: "Body", environ: Environ) -> BinaryIO:
        """Return the whole of a body. Raises Refused."""
        if body.length > settings.LARGEST_BODY:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        sender = household(WSGIRequest(dict(environ)))
        with self.lock:
            if self.senders[sender] >= BODIES_EACH or self.senders.total() >= BODIES + STUCK:
                raise Refused
            self.senders[sender] += 1
        try:
            self.places.enter()
        except Refused:
            self.leave(sender)
            raise
        try:
            read = self.begin(body, sender)
            return body.wait(read)
        finally:
            self.places.leave()

    def begin(self, body: "Body", sender: str) -> "Future[BinaryIO]":
        """Begin to read a body. It may end long after nobody waits for it any more."""
        try:
            read = self.threads.submit(body.read)
        except BaseException:
            self.leave(sender)
            raise
        read.add_done_callback(lambda _: self.leave(sender))
        return read

    def leave(self, sender: str) -> None:
        """Take note that a body of a sender is not read any more."""
        with self.lock:
            self.senders[sender] -= 1
            if not self.senders[sender]:
                del self.senders[sender]


class Body:
    """What a client sends."""

    def __init__(self, source: Any, length: int, grace: float) -> None:
        self.source = source
        self.length = length
        self.grace = grace
        self.count = 0
        self.is_given_up = False
        self.begun = time.monotonic()

    def read(self) -> BinaryIO:
        """Return all of it, or what has come when it was given up."""
        file: Any = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (Django reads it)
        while self.count < self.length and not self.is_given_up:
            size = 1 if self.count < ONE_BY_ONE else PIECE
            if not (piece := self.source.read(min(size, self.length - self.count))):
                break
            file.write(piece)
            self.count += len(piece)
        file.seek(0)
        return file

    def wait(self, read: "Future[BinaryIO]") -> BinaryIO:
        """Return the body. Raises Refused where it comes too slowly or there is no room for it."""
        while True:
            try:
                file = read.result(timeout=max(0.1, self.seconds_left))
            except TimeoutError:
                if self.seconds_left > 0:
                    continue
                self.is_given_up = True
                raise Refused(HTTPStatus.REQUEST_TIMEOUT) from None
            except OSError as error:
                if not outages.is_full(error):
                    raise
                raise Refused(HTTPStatus.INSUFFICIENT_STORAGE) from error
            else:
                if self.count < self.length:  # the client is gone
                    raise Refused(HTTPStatus.BAD_REQUEST)
                return file

    @property
    def seconds_left(self) -> float:
        """The seconds that it has at its pace until now."""
        return self.begun + min(self.grace + self.count / PACE, LONGEST) - time.monotonic()
