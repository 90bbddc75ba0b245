"""Why plugins, or parts of them, were left out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import NamedTuple

from django.core.exceptions import ValidationError


class PluginProblem(NamedTuple):
    """Why a plugin, or a part of it, was left out."""

    plugin: str
    message: str
    # Whether nothing of it is used.
    is_whole: bool = False
    error: BaseException | None = None

    @property
    def text(self) -> str:
        """What operators read. The message of an error cannot be translated in the settings."""
        return f"{self.message}: {reason_of(self.error)}" if self.error else self.message


# Shown by `manage.py check`.
problems: list[PluginProblem] = []


def report(
    plugin: str, message: str, *, is_whole: bool = False, error: BaseException | None = None
) -> None:
    """Add a problem, once; the text of an error goes after its message."""
    problem = PluginProblem(plugin, message, is_whole, error)
    if problem not in problems:
        problems.append(problem)


def report_taken(plugin: str, app: str) -> None:
    """Report that the app of a plugin is called as another one."""
    text = f"An app is called '{app}' already, as that of the plugin '{plugin}'."
    report(plugin, text, is_whole=True)


def is_left_out(plugin: str) -> bool:
    """Return whether nothing of a plugin is used."""
    return any(problem.is_whole for problem in problems if problem.plugin == plugin)


def names_left_out() -> list[str]:
    """Return the names of the plugins of which nothing is used."""
    return [*dict.fromkeys(problem.plugin for problem in problems if problem.is_whole)]


def reason_of(error: BaseException) -> str:
    """Return what an error says, whose own methods may fail."""
    with handled_fault():
        return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    return type(error).__name__


def text_of(value: object) -> str:
    """Return what a developer reads of a value of a plugin, whose own methods may fail."""
    with handled_fault():
        return repr(value)
    return type(value).__name__


@contextmanager
def handled_fault(handle: Callable[[BaseException], object] | None = None) -> Iterator[None]:
    """Go on after the block whatever a plugin raises in it, which is handed to a function."""
    try:
        yield
    except BaseException as error:
        if is_interrupt(error):
            raise
        if handle:
            handle(error)


def is_interrupt(error: BaseException) -> bool:
    """Return whether a person ends the process: signals are for the main thread only."""
    return isinstance(error, KeyboardInterrupt) and current_thread() is main_thread()
