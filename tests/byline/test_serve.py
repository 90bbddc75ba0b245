"""Starting the production server."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import pytest
from django.conf import global_settings as default_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from wagtail.documents.models import Document

from byline.management.commands.serve import is_free
from tests.byline.background import write
from tests.factories import UserFactory
from tests.processes import ROOT, children, eventually, served


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


@pytest.mark.parametrize("number", ["0", "-1", "many", "1.5"])
@pytest.mark.parametrize("option", ["--workers", "--threads"])
def test_nobody_answers_with_no_process_or_thread(option, number):
    with pytest.raises(CommandError, match=f"argument {option}: invalid"):
        call_command("serve", f"{option}={number}")


def worker_of(port):
    """Return the state of the worker in `/readyz`, which is 200 in any."""
    with urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
        return json.load(answer)["checks"]["worker"]


def test_server_and_worker_do_their_work_until_they_are_terminated(newsroom, port, tmp_path):
    write.enqueue(str(tmp_path / "diary.txt"), "hello")
    server = served(newsroom, port)
    assert urlopen(f"http://127.0.0.1:{port}/admin/login/").status == 200
    eventually((tmp_path / "diary.txt").exists)
    eventually(lambda: worker_of(port) == "ok")
    os.kill(children(server.pid)[1], signal.SIGKILL)
    eventually(lambda: worker_of(port) == "away")
    eventually(lambda: worker_of(port) == "ok")
    server.terminate()
    server.join(90)
    assert server.exitcode == 0
    assert is_free("127.0.0.1", port)


def test_as_many_processes_answer_as_are_requested_and_one_that_dies_is_replaced(
    newsroom, port, settings
):
    settings.WEB_WORKERS = 3
    # Without a worker the server has one child.
    (granian,) = children(served(newsroom, port, "--no-worker").pid)

    before = eventually(lambda: len(children(granian)) == 3 and children(granian))
    os.kill(before[0], signal.SIGKILL)
    eventually(lambda: len(children(granian)) == 3 and before[0] not in children(granian))
    assert urlopen(f"http://127.0.0.1:{port}/admin/login/").status == 200


def test_production_can_be_tried_over_plain_http_and_under_no_other_host(newsroom, port, settings):
    """`make serve`: its file of settings lets one sign in without TLS."""
    file = newsroom.folder / "env"
    command = ["bash", str(ROOT / "scripts" / "make-env-file"), str(file), str(port)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    variables = dict(re.findall(r"^([A-Z_]+)=(.*)$", file.read_text(), re.MULTILINE))
    newsroom.environment |= {**variables, "DJANGO_SETTINGS_MODULE": "tests.byline.production"}
    settings.PASSWORD_HASHERS = default_settings.PASSWORD_HASHERS
    UserFactory(username="editor", group="Editors")
    served(newsroom, port, "--no-worker")
    with pytest.raises(HTTPError, match="400"):
        open_as("news.example", port)
    assert "HTTP_HOST" not in newsroom.log.read_text()
    browser = build_opener(HTTPCookieProcessor())
    address = f"http://localhost:{port}/admin/login/"
    page = browser.open(address)
    assert not page.headers["Server"]
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    form = {"csrfmiddlewaretoken": token[1], "username": "editor", "password": "a long passphrase"}
    page = browser.open(address, urlencode(form).encode())
    assert page.url == f"http://localhost:{port}/admin/"


def open_as(host, port):
    return urlopen(Request(f"http://127.0.0.1:{port}/", headers={"Host": host}))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["agenda.html", "agenda.svg", "agenda.js"])
def test_a_document_that_a_browser_would_run_is_refused(client, name):
    client.force_login(UserFactory(group="Reporters"))
    file = SimpleUploadedFile(name, b"<script>alert(1)</script>")
    response = client.post("/admin/documents/add/", {"title": "Agenda", "file": file})
    assert "is not allowed" in response.text
    assert not Document.objects.exists()
