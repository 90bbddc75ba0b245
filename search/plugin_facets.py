"""Choices of plugins that narrow a search."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from byline.plugins.contributions import SearchFacet
from byline.plugins.guard import attempt
from byline.plugins.registry import contributions_of
from news.models import ArticlePage

# How many choices of a facet are offered, and counted.
PLUGIN_CHOICES_LIMIT = 8


class PluginFacet(NamedTuple):
    """A facet and the name of its plugin."""

    plugin: str
    facet: SearchFacet

    @property
    def key(self) -> str:
        """The parameter in addresses."""
        return f"{self.plugin}_{self.facet.name}"

    def choices(self) -> dict[str, str]:
        """Return the labels by value; none where the plugin fails."""
        return attempt(self.plugin, "search_facets", labels, self.facet) or {}

    @property
    def label(self) -> str:
        """What readers read; its name where the plugin fails."""
        return attempt(self.plugin, "search_facets", text, self.facet) or str(self.facet.name)

    def condition(self, value: str) -> Q | None:
        """Return the condition of the stories with a value; None where the plugin fails."""
        return attempt(self.plugin, "search_facets", condition, self.facet, value)

    def tried_condition(self, value: str) -> Q | None:
        """Return a condition that a search can be narrowed by; None where the plugin fails."""
        return attempt(self.plugin, "search_facets", tried_condition, self.facet, value)

    def counts(self, stories: QuerySet[ArticlePage]) -> dict[str, tuple[str, int]]:
        """Return label and number by value, of the choices that some of the stories have."""
        offered = dict([*self.choices().items()][:PLUGIN_CHOICES_LIMIT])
        conditions = {value: self.condition(value) for value in offered}
        known = [(value, found) for value, found in conditions.items() if found is not None]
        columns = {f"n{n}": Count("pk", filter=found) for n, (_value, found) in enumerate(known)}
        if not columns:
            return {}
        count = partial(stories.order_by().aggregate, **columns)
        numbers: dict[str, int] = attempt(self.plugin, "search_facets", count) or {}
        return {
            value: (offered[value], numbers[f"n{n}"])
            for n, (value, _found) in enumerate(known)
            if numbers.get(f"n{n}")
        }


class PluginChoice(NamedTuple):
    """A choice that a search was narrowed to."""

    facet: PluginFacet
    value: str
    label: str
    condition: Q


def labels(facet: SearchFacet) -> dict[str, str]:
    """Return the choices as texts. Raises TypeError or ValueError where they are no mapping."""
    found: Mapping[Any, Any] = facet.choices()
    return {str(value): str(label) for value, label in dict(found).items()}


def condition(facet: SearchFacet, value: str) -> Q:
    """Return the condition of a value. Raises TypeError where the plugin returns no stories."""
    stories = facet.filter(ArticlePage.objects.all(), value)
    if not isinstance(stories, QuerySet) or stories.model is not ArticlePage:
        raise TypeError(f"The facet {facet.name} returned {stories!r}, no stories.")
    ids = stories.order_by().values("pk")
    try:
        str(ids.query)  # a query that cannot be written fails here
    except EmptyResultSet:  # of `none()`
        return Q(pk__in=[])
    return Q(pk__in=ids)


def tried_condition(facet: SearchFacet, value: str) -> Q:
    """Return the condition of a value, which works: one that fails only as it is run fails here."""
    found = condition(facet, value)
    ArticlePage.objects.filter(found).count()
    return found


def text(facet: SearchFacet) -> str:
    """Return the label of a facet, which may be lazy."""
    return str(facet.label)


def plugin_facets() -> list[PluginFacet]:
    """Return the facets of all plugins."""
    return [PluginFacet(*found) for found in contributions_of("search_facets", SearchFacet)]


def choices_in(parameters: QueryDict) -> Iterator[PluginChoice]:
    """Yield the valid choices of plugins' facets in an address."""
    for facet in plugin_facets():
        if (value := parameters.get(facet.key)) is None:
            continue
        label = facet.choices().get(value)
        if label is not None and (found := facet.tried_condition(value)) is not None:
            yield PluginChoice(facet, value, label, found)
