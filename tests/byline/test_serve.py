"""Starting the production server."""

import os
import signal
import socket
from itertools import pairwise
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from wagtail.documents.models import Document

from byline.management.commands.serve import command_line, is_free
from tests.byline.background import write
from tests.factories import UserFactory
from tests.processes import children, eventually, served


@pytest.fixture
def taken():
    """A port that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_named_with_what_to_do(taken):
    with pytest.raises(CommandError) as error:
        call_command("serve", port=taken)
    assert f"Port {taken} is taken by another program" in str(error.value)
    assert f"PORT={taken + 1}" in str(error.value)


def test_a_port_is_free_again_when_nobody_listens(taken):
    assert not is_free("127.0.0.1", taken)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert is_free("127.0.0.1", port)


def test_of_the_uploads_only_the_pictures_for_readers_are_served_as_files(settings):
    arguments = command_line("127.0.0.1", 8000)
    mounted = dict(pairwise(arguments))
    assert mounted["--static-path-route"] == "/media/images"
    assert mounted["--static-path-mount"] == f"{settings.MEDIA_ROOT}/images"


def expect_everything_gone(port, pids):
    assert is_free("127.0.0.1", port)
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_the_server_answers_once_it_says_so_and_a_worker_does_the_tasks(newsroom, port, tmp_path):
    write.enqueue(str(tmp_path / "diary.txt"), "hello")
    served(newsroom, port)
    assert urlopen(f"http://127.0.0.1:{port}/admin/login/").status == 200
    eventually((tmp_path / "diary.txt").exists)


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM])
def test_one_word_ends_the_server_and_its_worker_and_frees_the_port(newsroom, port, word):
    server = served(newsroom, port)
    pids = children(server.pid)
    assert len(pids) == 2
    server.send_signal(word)
    assert server.wait(timeout=15) == 0
    expect_everything_gone(port, pids)


@pytest.mark.parametrize(("number", "name"), [(0, "server"), (1, "worker")])
def test_if_one_of_the_two_dies_the_other_ends_with_an_error(newsroom, port, number, name):
    server = served(newsroom, port)
    pids = children(server.pid)
    os.kill(pids[number], signal.SIGKILL)
    assert server.wait(timeout=15) == 1
    assert f"The {name} ended by itself" in newsroom.log.read_text()
    expect_everything_gone(port, pids)


def test_both_end_when_their_parent_is_killed(newsroom, port):
    server = served(newsroom, port)
    server.kill()
    server.wait()
    with pytest.raises(URLError):
        eventually(lambda: not urlopen(f"http://127.0.0.1:{port}/nowhere/").status, 15)


def test_a_request_for_a_host_nobody_named_leaves_no_line_in_the_log(newsroom, port):
    newsroom.environment["ALLOWED_HOSTS"] = "news.example"
    served(newsroom, port, "--no-worker")  # asked by its address whether it is up
    with pytest.raises(HTTPError, match="400"):
        urlopen(f"http://127.0.0.1:{port}/")
    assert "HTTP_HOST" not in newsroom.log.read_text()


def test_the_server_can_be_started_without_a_worker(newsroom, port):
    assert len(children(served(newsroom, port, "--no-worker").pid)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["agenda.html", "agenda.svg", "agenda.js"])
def test_a_document_that_a_browser_would_run_is_refused(client, name):
    client.force_login(UserFactory(group="Reporters"))
    file = SimpleUploadedFile(name, b"<script>alert(1)</script>")
    response = client.post("/admin/documents/add/", {"title": "Agenda", "file": file})
    assert "is not allowed" in response.text
    assert not Document.objects.exists()
