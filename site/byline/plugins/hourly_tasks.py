"""The tasks of plugins."""

from byline.plugins.guard import attempt
from byline.plugins.registry import contributions


def run_tasks() -> None:
    """Run the tasks of plugins; the worker calls it about once an hour."""
    for plugin, task in contributions("hourly_tasks"):
        attempt(plugin, "hourly_tasks", task)
