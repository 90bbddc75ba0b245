"""Variables of plugins in templates."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from byline.plugins.guard import attempt
from byline.plugins.registry import contributions


def plugin_variables(request: HttpRequest) -> dict[str, object]:
    """Add the variables of plugins as `plugins.<name>`, computed where a template uses one."""
    if not contributions("template_context"):
        return {}
    return {"plugins": SimpleLazyObject(lambda: variables_of_all(request))}


def variables_of_all(request: HttpRequest) -> dict[str, dict[str, object]]:
    """Return the variables by plugin."""
    found: dict[str, dict[str, object]] = {}
    for plugin, function in contributions("template_context"):
        variables = attempt(plugin, "template_context", as_dict, function, request)
        found.setdefault(plugin, {}).update(variables or {})
    return found


def as_dict(
    function: Callable[[HttpRequest], Mapping[str, Any]], request: HttpRequest
) -> dict[str, object]:
    """Return variables. Raises TypeError or ValueError where they are no mapping."""
    return dict(function(request))
