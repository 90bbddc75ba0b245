"""The addresses of plugins: below `/plugins/<name>/` and `/fragments/plugins/<name>/`."""

from django.urls import URLPattern, include, path
from django.urls.resolvers import URLResolver

from byline.plugins.registry import contributions_of


def patterns_of(hook: str) -> list[URLResolver]:
    """Return the patterns that plugins contribute by a hook, each below its plugin's name."""
    by_plugin: dict[str, list[URLPattern]] = {}
    for plugin, pattern in contributions_of(hook, URLPattern):
        by_plugin.setdefault(plugin, []).append(pattern)
    return [
        path(f"{plugin}/", include((patterns, plugin), namespace=plugin))
        for plugin, patterns in by_plugin.items()
    ]


app_name = "plugins"
urlpatterns = patterns_of("urls")
