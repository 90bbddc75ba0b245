"""The stories that hold blocks of plugins, whether these are installed or not."""

import re
from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db.models import Count, Q, TextField
from django.db.models.functions import Cast

# The beginning of a block's type in the JSON of a body. That is a text in the JSON of a revision.
STARTS = {"body": '"type": "', "latest_revision__content": r"\"type\": \""}


def stories_with_blocks_of(plugin: str, plugins: Collection[str]) -> Any:
    """Return the stories with a block of a plugin, in their live version or in the latest one.

    `plugins` are the names of all: see `holds_blocks_of`. The bodies of all stories are read.
    """
    found = searchable_stories().filter(holds_blocks_of(plugin, plugins))
    return found.order_by("-latest_revision_created_at", "-pk")


def story_counts(wanted: Collection[str], plugins: Collection[str]) -> dict[str, int]:
    """Return by plugin how many stories hold its blocks; the bodies are read once."""
    if not wanted:
        return {}
    counts = {
        f"of_{number}": Count("pk", filter=holds_blocks_of(plugin, plugins))
        for number, plugin in enumerate(wanted)
    }
    found = searchable_stories().aggregate(**counts)
    return {plugin: found[f"of_{number}"] for number, plugin in enumerate(wanted)}


def searchable_stories() -> Any:
    """Return the stories, with what is stored of them as text."""
    texts = {text_of(column): Cast(column, TextField()) for column in STARTS}
    return apps.get_model("news.ArticlePage")._default_manager.alias(**texts)


def holds_blocks_of(plugin: str, plugins: Collection[str]) -> Q:
    """Return the condition that a story has a block of a plugin.

    The types of its blocks start with its name. Where the name of another one starts like that,
    too, the blocks of the other are left out.
    """
    own = f"{plugin}_"
    longer = [re.escape(name.removeprefix(own)) for name in plugins if name.startswith(own)]
    condition = Q()
    for column, start in STARTS.items():
        if longer:
            pattern = f"{re.escape(start)}{own}(?!(?:{'|'.join(longer)})_)"
            condition |= Q(**{f"{text_of(column)}__regex": pattern})
        else:
            condition |= Q(**{f"{text_of(column)}__contains": f"{start}{own}"})
    return condition


def text_of(column: str) -> str:
    """Return the name of a column as text in the query."""
    return f"{column}_text"
