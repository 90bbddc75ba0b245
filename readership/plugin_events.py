"""What plugins are told of readers: stories read, and headlines shown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from byline.plugins import StoryVisit
from byline.plugins.guard import notify
from byline.plugins.registry import bound_hooks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from readership.counting import ReadEvent

SOURCE_MAX_LENGTH = 100


def source_of(request: HttpRequest) -> str:
    """Return what a beacon says that the link said; empty where that is no good."""
    source: str = request.GET.get("from", "")
    return source if len(source) <= SOURCE_MAX_LENGTH and source.isprintable() else ""


def tell_plugins(hook: str, visits: Iterable[ReadEvent]) -> None:
    """Tell the plugins that implement a hook."""
    if not bound_hooks()[hook]:
        return
    told = [
        StoryVisit(visit.story, datetime.fromtimestamp(visit.at, UTC), visit.source)
        for visit in visits
    ]
    if told:
        notify(hook, visits=told)


def tell_shown(visits: Iterable[ReadEvent]) -> None:
    """Tell plugins of headlines that readers saw."""
    tell_plugins("headlines_shown", visits)
