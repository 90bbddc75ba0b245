"""The styleguide: every component of the reader pages on one page.

It renders the real templates with the unsaved objects of `home.examples`.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.blocks import BoundBlock
from wagtail.models import get_page_models

from home import comment_examples, examples
from news.blocks import UNKNOWN_BLOCK_TYPE
from news.models import ArticlePage, Author, BasePage, SectionPage, Topic

CSS_TOKEN_PATTERN = re.compile(r"--(?P<name>[\w-]+): (?P<value>[^;]+);")


@dataclass(frozen=True)
class Token:
    """A value of `tokens.css`."""

    name: str
    value: str

    @property
    def kind(self) -> str:
        """The part of the styleguide that shows the token."""
        if self.value.startswith(("light-dark(", "var(")):
            return "colours"
        kinds = {"text": "sizes", "title": "sizes", "space": "spaces"}
        return kinds.get(self.name.split("-")[0], "others")


def show(request: HttpRequest) -> HttpResponse:
    """Show the styleguide."""
    context = {
        "tokens": tokens(),
        "colours": SectionPage.Colour.values,
        "front": examples.front(),
        "sections": examples.sections(),
        "stories": examples.stories(),
        "author": examples.author(),
        "authors": [byline.author for byline in examples.bylines()],
        "bylines": examples.bylines(),
        "corrections": examples.corrections(),
        "topics": examples.topics(),
        "threads": comment_examples.threads(),
        "waiting": comment_examples.waiting_comment(),
        "form": comment_examples.refused_form(),
        **examples.search(),
        "archive": examples.archive(),
        "list_page": Paginator(range(60), 20).page(2),
        "blocks": blocks(),
        "pages": pages(),
    }
    return render(request, "styleguide/page.html", context)


def tokens() -> dict[str, list[Token]]:
    """Return the tokens of `tokens.css` by kind."""
    css = Path(str(finders.find("css/tokens.css"))).read_text(encoding="utf-8")
    by_kind: dict[str, list[Token]] = {}
    for match in CSS_TOKEN_PATTERN.finditer(css):
        token = Token(**match.groupdict())
        by_kind.setdefault(token.kind, []).append(token)
    return by_kind


def blocks() -> list[BoundBlock]:
    """Return every block of a body with its preview value, without those of plugins."""
    body: Any = ArticlePage._meta.get_field("body")
    ours = (
        body.stream_block.child_blocks.keys()
        - body.stream_block.plugins.keys()
        - {UNKNOWN_BLOCK_TYPE}
    )
    return [
        block.bind(examples.filled(block, block.get_preview_value()))
        for name, block in body.stream_block.child_blocks.items()
        if name in ours
    ]


def pages() -> dict[str, Model | None]:
    """Return a published page of each type, by the name of the type."""
    types = [model for model in get_page_models() if issubclass(model, BasePage)]
    return {
        str(model._meta.verbose_name).capitalize(): model.objects.published().first()
        for model in [*types, Author, Topic]
    }
