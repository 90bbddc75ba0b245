"""The parent of a server and a worker: here two programs that take no time to start."""

import os
import signal
import subprocess
import sys

import pytest

from byline.management.commands.serve import is_free
from tests.processes import ROOT, children, eventually


@pytest.fixture
def log(tmp_path):
    return tmp_path / "log.txt"


@pytest.fixture
def parent(port, log):
    """The process that has started both and has shown its greeting."""
    with log.open("w") as file:
        process = subprocess.Popen(  # noqa: S603
            [
                *(sys.executable, "-m", "byline.supervisor", "127.0.0.1", str(port), "It is up."),
                *(sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"),
                *("--", "sleep", "1000"),
            ],
            cwd=log.parent,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "site")},
            stdout=file,
            stderr=file,
        )
    eventually(lambda: "It is up." in log.read_text())
    yield process
    process.kill()
    process.wait()


def is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_word_ends_both(parent, port, word):
    pids = children(parent.pid)
    assert len(pids) == 2
    parent.send_signal(word)
    assert parent.wait(90) == 0
    assert is_free("127.0.0.1", port)
    assert all(map(is_gone, pids))


def test_if_the_server_dies_the_worker_ends_with_an_error(parent, port, log):
    pids = children(parent.pid)
    os.kill(pids[0], signal.SIGKILL)
    assert parent.wait(90) == 1
    assert "The server ended by itself (exit code -9)" in log.read_text()
    assert is_free("127.0.0.1", port)
    assert all(map(is_gone, pids))


def test_a_worker_that_dies_is_started_again_after_pauses_that_grow(parent, port, log):
    server, worker = children(parent.pid)
    for pause in (1, 2):
        os.kill(worker, signal.SIGKILL)
        eventually(lambda pause=pause: f"is started again in {pause} s" in log.read_text())
        eventually(lambda: len(children(parent.pid)) == 2)
        assert children(parent.pid)[0] == server
        worker = children(parent.pid)[1]
    assert not is_free("127.0.0.1", port)
    parent.terminate()
    assert parent.wait(90) == 0
    assert is_gone(worker)


def test_both_end_when_their_parent_is_killed(parent, port):
    pids = children(parent.pid)
    parent.kill()
    parent.wait()
    eventually(lambda: all(map(is_gone, pids)))
    assert is_free("127.0.0.1", port)
