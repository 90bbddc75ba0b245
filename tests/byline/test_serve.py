"""Starting the production server."""

import socket

import pytest
from django.core.management import CommandError, call_command

from byline.management.commands.serve import is_free


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
