"""Why plugins, or parts of them, were left out."""

from typing import NamedTuple


class PluginProblem(NamedTuple):
    """Why a plugin, or a part of it, was left out."""

    plugin: str
    text: str
    # Whether nothing of it is used.
    is_whole: bool = False


# Shown by `manage.py check`.
problems: list[PluginProblem] = []


def report(plugin: str, text: str, *, is_whole: bool = False) -> None:
    """Add a problem, once."""
    problem = PluginProblem(plugin, text, is_whole)
    if problem not in problems:
        problems.append(problem)


def is_left_out(plugin: str) -> bool:
    """Return whether nothing of a plugin is used."""
    return any(problem.is_whole for problem in problems if problem.plugin == plugin)


def text_of(value: object) -> str:
    """Return what a developer reads of a value of a plugin, whose own methods may fail."""
    try:
        return repr(value)
    except KeyboardInterrupt:
        raise
    except BaseException:  # a plugin may fail in any way
        return type(value).__name__
