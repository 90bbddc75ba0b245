"""Tasks for the tests of the worker, which finds them by this module's name."""

import time
from pathlib import Path

from django.tasks import task


@task
def write(path: str, text: str) -> None:
    """Add a line to a file."""
    with Path(path).open("a") as file:
        file.write(f"{text}\n")


@task
def write_slowly(path: str, text: str, end: str) -> None:
    """Add a line to a file, and another one when there is a file `end`."""
    write.call(path, f"{text} begun")
    while not Path(end).exists():
        time.sleep(0.05)
    write.call(path, f"{text} done")


@task
def fail() -> None:
    raise RuntimeError("this task is broken")
