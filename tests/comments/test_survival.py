"""A comment that was acknowledged is stored."""

import shutil
import subprocess
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.urls import reverse

from comments.models import ReaderComment
from comments.pipeline import FORM_MIN_AGE_SECONDS
from comments.privacy import erase, person_data
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory
from tests.processes import kill, served


def test_a_comment_survives_the_sudden_death_of_the_server_that_took_it(newsroom, port):
    address = reverse("comments:write", args=[ArticleFactory().pk])
    server = served(newsroom, port, "--no-worker")
    with closing(HTTPConnection("127.0.0.1", port)) as http:
        answer = post_comment(http, address, "Was it worth it?")
    kill(server)
    assert answer.status == 303
    comment = ReaderComment.objects.get(comment="Was it worth it?")
    assert answer.headers["Location"] == f"/comments/{comment.pk}/"


def post_comment(http, address, text):
    """Fill in the form and send it; return the answer as soon as it begins."""
    http.request("GET", address)
    form = BeautifulSoup(http.getresponse().read(), "lxml")
    fields = {
        field["name"]: field.get("value", "") for field in form.select("main form input[name]")
    }
    time.sleep(FORM_MIN_AGE_SECONDS)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    http.request("POST", address, urlencode({**fields, "text": text}), kind)
    return http.getresponse()


@pytest.mark.usefixtures("newsroom")
def test_what_is_erased_is_in_no_file_of_the_database():
    comment = add_comment(ArticleFactory(), "Zanzibar" * 20)
    assert found_in_files("ZanzibarZanzibar") or is_elsewhere()
    erase(person_data([comment.pk]))
    assert not found_in_files("ZanzibarZanzibar")


def is_elsewhere():
    return connection.vendor != "sqlite"


def found_in_files(words):
    """Return the files of the SQLite database that hold some words.

    Another process looks: closing such a file would take SQLite's locks of this one away.
    """
    if is_elsewhere():
        return []
    path = Path(connection.settings_dict["NAME"])
    files = [str(file) for file in path.parent.glob(f"{path.name}*")]
    look = [shutil.which("grep"), "--files-with-matches", "--text", words, *files]
    return subprocess.run(look, capture_output=True, text=True, check=False).stdout.split()  # noqa: S603
