"""Checks of the templates and static files of a plugin."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import AppConfig
from django.template import TemplateSyntaxError
from django.template.loader import get_template

# Forbidden by the content security policy of pages.
INLINE = re.compile(
    r"<script(?![^>]*\b(?:src|type=\"application/(?:ld\+)?json\"))|\son\w+=|\sstyle="
)
THIRD_PARTY = re.compile(r"<(?:script|link|img|iframe)[^>]*\b(?:src|href)=\"(?:https?:)?//")


def template_problems(app: AppConfig) -> Iterator[str]:
    """Yield what is wrong with the templates and static files of an app."""
    for kind in ("templates", "static"):
        folder, own = Path(app.path) / kind, app.name.rpartition(".")[2]
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            if path.is_file() and name.parts[0] != own:
                yield f"{kind}/{name} is in the way of others: put it into {kind}/{own}/."
            if path.is_file() and path.suffix == ".html" and kind == "templates":
                yield from check_template(str(name), path.read_text())


def check_template(name: str, text: str) -> Iterator[str]:
    """Yield what is wrong with a template."""
    try:
        get_template(name)
    except TemplateSyntaxError as error:
        yield f"The template {name} has an error: {error}"
    if found := INLINE.search(text):
        yield f"The template {name} has an inline script or style: {found[0].strip()}"
    if found := THIRD_PARTY.search(text):
        yield f"The template {name} makes browsers ask another site: {found[0]}"
    if "|safe" in text or "autoescape off" in text:
        yield f"The template {name} switches escaping off."
