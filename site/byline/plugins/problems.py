"""Why plugins, or parts of them, were left out."""

from typing import NamedTuple

from django.core.exceptions import ValidationError

# What code of a plugin may raise and the site still starts.
PLUGIN_FAULTS = (Exception, SystemExit)


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


def is_left_out(plugin: str) -> bool:
    """Return whether nothing of a plugin is used."""
    return any(problem.is_whole for problem in problems if problem.plugin == plugin)


def names_left_out() -> list[str]:
    """Return the names of the plugins of which nothing is used."""
    return [*dict.fromkeys(problem.plugin for problem in problems if problem.is_whole)]


def reason_of(error: BaseException) -> str:
    """Return what an error says, whose own methods may fail."""
    try:
        return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    except PLUGIN_FAULTS:
        return type(error).__name__


def text_of(value: object) -> str:
    """Return what a developer reads of a value of a plugin, whose own methods may fail."""
    try:
        return repr(value)
    except KeyboardInterrupt:
        raise
    except BaseException:  # a plugin may fail in any way
        return type(value).__name__
