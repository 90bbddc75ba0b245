"""Starting the production server."""

import socket
from itertools import pairwise

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from wagtail.documents.models import Document

from byline.management.commands.serve import command_line, is_free
from tests.factories import UserFactory


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


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["agenda.html", "agenda.svg", "agenda.js"])
def test_a_document_that_a_browser_would_run_is_refused(client, name):
    client.force_login(UserFactory(group="Reporters"))
    file = SimpleUploadedFile(name, b"<script>alert(1)</script>")
    response = client.post("/admin/documents/add/", {"title": "Agenda", "file": file})
    assert "is not allowed" in response.text
    assert not Document.objects.exists()
