"""Reading the bodies of requests before they take a slot of a lane."""

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
from byline.bulkheads.slots import OTHER_QUEUE_SIZE, Slots
from byline.client_ip import client_network

# How many bodies are read at once, and how many of them from one client.
READER_THREADS, BODIES_PER_CLIENT = 16, 8
# How many threads may hang besides, on clients that send nothing: only the client can end those.
STALLED_READERS_LIMIT = 240
# A body may take a grace period, a second more for each so many bytes, up to a maximum.
GRACE_SECONDS, MIN_BYTES_PER_SECOND, BODY_MAX_SECONDS = 20, 500, 1800
# The first bytes are read one by one, since granian returns only once all requested have arrived.
SINGLE_READ_BYTES, CHUNK_BYTES = 4096, 512
BODY_IN_MEMORY_MAX_BYTES = 1024 * 1024  # a larger body is written into a file


class RequestBodyReader:
    """Reads the bodies of requests, as long as they come fast enough."""

    def __init__(self, wait_seconds: float, grace_seconds: float) -> None:
        self.slots = Slots(READER_THREADS, OTHER_QUEUE_SIZE, wait_seconds)
        self.grace_seconds = grace_seconds
        self.threads = ThreadPoolExecutor(READER_THREADS + STALLED_READERS_LIMIT, "bodies")
        self.lock = Lock()
        self.senders: Counter[str] = Counter()

    def buffer(self, environ: Environ) -> None:
        """Replace `wsgi.input` by the whole body. Raises Refused.

        Nothing is read of a refused request, or with a safe method.
        """
        source, environ["wsgi.input"] = environ["wsgi.input"], BytesIO()
        length, environ["CONTENT_LENGTH"] = environ.get("CONTENT_LENGTH") or "0", "0"
        if environ["REQUEST_METHOD"] not in outages.SAFE_METHODS and length != "0":
            environ["wsgi.input"] = self.read(
                RequestBody(source, int(length), self.grace_seconds), environ
            )
            environ["CONTENT_LENGTH"] = length

    def read(self, body: "RequestBody", environ: Environ) -> BinaryIO:
        """Return the whole body. Raises Refused."""
        if body.length > settings.REQUEST_BODY_MAX_BYTES:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        sender = client_network(WSGIRequest(dict(environ)))
        with self.lock:
            if (
                self.senders[sender] >= BODIES_PER_CLIENT
                or self.senders.total() >= READER_THREADS + STALLED_READERS_LIMIT
            ):
                raise Refused
            self.senders[sender] += 1
        try:
            self.slots.acquire()
        except Refused:
            self.end(sender)
            raise
        try:
            read = self.begin(body, sender)
            return body.wait(read)
        finally:
            self.slots.release()

    def begin(self, body: "RequestBody", sender: str) -> "Future[BinaryIO]":
        """Start to read a body. The thread may outlive the request."""
        try:
            read = self.threads.submit(body.read)
        except BaseException:
            self.end(sender)
            raise
        read.add_done_callback(lambda _: self.end(sender))
        return read

    def end(self, sender: str) -> None:
        """Count down the bodies that are read of a client."""
        with self.lock:
            self.senders[sender] -= 1
            if not self.senders[sender]:
                del self.senders[sender]


class RequestBody:
    """The body of one request, while it is read."""

    def __init__(self, source: Any, length: int, grace_seconds: float) -> None:
        self.source = source
        self.length = length
        self.grace_seconds = grace_seconds
        self.count = 0
        self.is_given_up = False
        self.begun = time.monotonic()

    def read(self) -> BinaryIO:
        """Return it as a file, or the part that had arrived when the request was refused."""
        file: Any = tempfile.SpooledTemporaryFile(BODY_IN_MEMORY_MAX_BYTES)  # noqa: SIM115 (Django reads it)
        while self.count < self.length and not self.is_given_up:
            size = 1 if self.count < SINGLE_READ_BYTES else CHUNK_BYTES
            if not (piece := self.source.read(min(size, self.length - self.count))):
                break
            file.write(piece)
            self.count += len(piece)
        file.seek(0)
        return file

    def wait(self, read: "Future[BinaryIO]") -> BinaryIO:
        """Return the body. Raises Refused if it is too slow, incomplete, or the disk is full."""
        while True:
            try:
                file = read.result(timeout=max(0.1, self.seconds_left))
            except TimeoutError:
                if self.seconds_left > 0:
                    continue
                self.is_given_up = True
                raise Refused(HTTPStatus.REQUEST_TIMEOUT) from None
            except OSError as error:
                if not outages.is_disk_full(error):
                    raise
                raise Refused(HTTPStatus.INSUFFICIENT_STORAGE) from error
            else:
                if self.count < self.length:  # the client has disconnected
                    raise Refused(HTTPStatus.BAD_REQUEST)
                return file

    @property
    def seconds_left(self) -> float:
        """The time that is left, by the number of bytes until now."""
        allowed = min(self.grace_seconds + self.count / MIN_BYTES_PER_SECOND, BODY_MAX_SECONDS)
        return self.begun + allowed - time.monotonic()
