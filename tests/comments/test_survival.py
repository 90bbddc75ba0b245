"""What a reader was told is stored is stored."""

import os
import signal
import time
from contextlib import closing, suppress
from http.client import HTTPConnection
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from django.urls import reverse

from comments.models import ReaderComment
from comments.pipeline import FASTEST_HUMAN
from tests.factories import ArticleFactory
from tests.processes import children, served


def test_a_comment_survives_the_sudden_death_of_the_server_that_took_it(newsroom, port):
    address = reverse("comments:write", args=[ArticleFactory().pk])
    server = served(newsroom, port)
    with closing(HTTPConnection("127.0.0.1", port)) as connection:
        answer = post_comment(connection, address, "Was it worth it?")
    for pid in [server.pid, *family(server.pid)]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    server.wait()
    assert answer.status == 303
    comment = ReaderComment.objects.get(comment="Was it worth it?")
    assert answer.headers["Location"] == f"/comments/{comment.pk}/"


def post_comment(connection, address, text):
    """Fill in the form and send it; return the answer as soon as it begins."""
    connection.request("GET", address)
    form = BeautifulSoup(connection.getresponse().read(), "html.parser")
    fields = {field["name"]: field.get("value", "") for field in form.select("form input[name]")}
    time.sleep(FASTEST_HUMAN)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", address, urlencode({**fields, "text": text}), kind)
    return connection.getresponse()


def family(pid):
    """Return the processes below a process, however deep."""
    below = children(pid)
    return below + [deeper for child in below for deeper in family(child)]
