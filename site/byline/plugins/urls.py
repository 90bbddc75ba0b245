"""The addresses of plugins: below `/plugins/<name>/` and `/fragments/plugins/<name>/`."""

from functools import wraps
from time import perf_counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, include, path
from django.urls.resolvers import URLResolver

from byline.plugins.calls import calls_by_plugin
from byline.plugins.guard import is_switched_off, note_failure
from byline.plugins.problems import text_of
from byline.plugins.registry import contributions_of

# What a view raises on purpose.
ANSWERS = (Http404, PermissionDenied)


def patterns_of(hook: str) -> list[URLResolver]:
    """Return the patterns that plugins contribute by a hook, each below its plugin's name."""
    by_plugin: dict[str, list[URLPattern]] = {}
    for plugin, pattern in contributions_of(hook, URLPattern):
        by_plugin.setdefault(plugin, []).append(counted(plugin, hook, pattern))
    return [
        path(f"{plugin}/", include((patterns, plugin), namespace=plugin))
        for plugin, patterns in by_plugin.items()
    ]


def counted(plugin: str, hook: str, pattern: URLPattern) -> URLPattern:
    """Return a pattern whose view answers 404 while its plugin is switched off.

    What it raises is counted and raised again. It pauses nothing: anybody may send a request.
    """
    view = pattern.callback

    @wraps(view)
    def call(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_switched_off(plugin):
            raise Http404
        start = perf_counter()
        try:
            return view(request, *args, **kwargs)
        except ANSWERS:
            raise
        except Exception as error:
            note_failure(plugin, hook, text_of(error), weight=0)
            raise
        finally:
            calls_by_plugin[plugin].count(hook, perf_counter() - start)

    return URLPattern(pattern.pattern, call, pattern.default_args, pattern.name)


app_name = "plugins"
urlpatterns = patterns_of("urls")
