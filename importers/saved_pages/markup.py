"""The markup that survives in saved text, made harmless.

Saved pages are text with some HTML left in it. Only what is a tag of HTML counts as markup:
"if a<b then" and "<sigh>" are words, and are kept as such.
"""

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from byline.text import without_unfit_characters
from news.rich_text import clean_html

ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
# `[^<>]*` and not a stricter form: it cannot run past the next tag, so it is never slow.
TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<attributes>(?:[\s/][^<>]*)?)>")
COMMENT = re.compile(r"<!--[^<>]*-->")
ATTRIBUTE = r"""(?<![\w-]){name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""

KEPT_TAGS = frozenset({"a", "b", "br", "em", "i", "strong"})
# Dropped without a note: they change how words look, not their meaning.
IGNORED_TAGS = frozenset({"p", "div", "span", "font", "u", "small", "big", "center", "wbr"})
LAYOUT_TAGS = IGNORED_TAGS - {"u"} | {"br"}
# Those that do not part the words around them.
INLINE_TAGS = (KEPT_TAGS | IGNORED_TAGS) - {"br", "p", "div", "center"}
OTHER_TAGS = """
    abbr acronym address area article aside audio base bdi bdo blockquote body button canvas
    caption cite code col colgroup data datalist dd del details dfn dialog dl dt embed
    fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr
    html iframe img input ins kbd label legend li link main map mark math menu meta meter
    nav noscript object ol optgroup option output param picture pre progress q rp rt ruby s
    samp script section select slot source strike strong style sub summary sup svg table
    tbody td template textarea tfoot th thead time title tr track tt ul var video
"""
HTML_TAGS = KEPT_TAGS | IGNORED_TAGS | frozenset(OTHER_TAGS.split())


@dataclass(frozen=True)
class CleanMarkup:
    """Sanitised HTML, and what was removed."""

    html: str
    dropped: tuple[str, ...]
    dead_links: int


def is_visible(text: str) -> bool:
    """Return whether the text has visible characters."""
    return any(unicodedata.category(character)[0] not in "CZ" for character in text)


def plain_text(text: str) -> str:
    """Return the words on one line: no tags, no entities, no more space than words need."""
    without_tags = TAG.sub(lambda tag: gap(tag) if is_html(tag) else tag[0], COMMENT.sub("", text))
    words = without_unfit_characters(decode_entities(without_tags))
    return unicodedata.normalize("NFC", " ".join(words.split()))


def lost_tags(text: str) -> list[str]:
    """Return the names of the tags that `plain_text` leaves out, but for those of mere layout."""
    tags = TAG.finditer(COMMENT.sub("", text))
    names = dict.fromkeys(tag["name"].lower() for tag in tags)
    return [name for name in names if name in HTML_TAGS - LAYOUT_TAGS]


def with_words_escaped(code: str) -> str:
    """Return HTML in which each "<" that begins no tag of HTML is a word's."""
    parts, at = [], 0
    code = COMMENT.sub("", code)
    for tag in filter(is_html, TAG.finditer(code)):
        parts += [code[at : tag.start()].replace("<", "&lt;"), tag[0]]
        at = tag.end()
    return "".join([*parts, code[at:].replace("<", "&lt;")])


def decode_entities(text: str) -> str:
    """Decode entities; a bare "&" stays."""
    return ENTITY.sub(lambda entity: html.unescape(entity[0]), text)


def is_html(tag: re.Match[str]) -> bool:
    """Return whether a tag is of HTML, and not a word in angle brackets."""
    return tag["name"].lower() in HTML_TAGS


def gap(tag: re.Match[str]) -> str:
    """Return the replacement of a dropped tag: a space, or "" for an inline one."""
    return "" if tag["name"].lower() in INLINE_TAGS else " "


def web_address(text: str) -> str:
    """Return the text if it is an address on the web, else ""."""
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return ""
    return text


def href(attributes: str) -> str:
    """Return the web address that a tag's attributes link to, or ""."""
    return web_address(attribute(attributes, "href"))


def clean_paragraph(text: str) -> CleanMarkup:
    """Return a paragraph of rich text: text escaped, emphasis and valid links kept."""
    made = clean_markup(text, clean_tag)
    # The closing tag of a dropped link is ignored by the cleaner, which also balances the rest.
    return replace(made, html=clean_html(f"<p>{' '.join(made.html.split())}</p>"))


def clean_markup(text: str, rebuild: Callable[[re.Match[str]], str | None]) -> CleanMarkup:
    """Return the text escaped, with its tags as `rebuild` returns them.

    A tag for which it returns None is dropped, and named.
    """
    parts: list[str] = []
    dropped: dict[str, None] = {}
    dead_links = at = 0
    text = COMMENT.sub("", text)
    for tag in TAG.finditer(text):
        if not is_html(tag):
            continue
        name = tag["name"].lower()
        made = rebuild(tag)
        if made is None:
            dropped[name] = None
        parts += [escape_words(text[at : tag.start()]), gap(tag) if made is None else made]
        at = tag.end()
        dead_links += name == "a" and not tag["end"] and not href(tag["attributes"])
    parts.append(escape_words(text[at:]))
    return CleanMarkup("".join(parts), tuple(dropped), dead_links)


def clean_tag(tag: re.Match[str]) -> str | None:
    """Return the sanitised tag: without attributes but a link's address, or its `gap`."""
    name = tag["name"].lower()
    if name not in KEPT_TAGS:
        return gap(tag) if name in IGNORED_TAGS else None
    if name != "a" or tag["end"]:
        return f"<{tag['end']}{name}>"
    address = href(tag["attributes"])
    return f'<a href="{html.escape(address)}">' if address else ""


def attribute(attributes: str, name: str) -> str:
    """Return the value of an attribute of a tag, or ""."""
    pattern = ATTRIBUTE.format(name=re.escape(name))
    found = re.search(pattern, attributes, re.IGNORECASE)
    value = next(filter(None, found.groups()), "") if found else ""
    return without_unfit_characters(decode_entities(value)).strip()


def escape_words(text: str) -> str:
    """Return words as HTML, whatever entities or brackets they hold."""
    return html.escape(without_unfit_characters(decode_entities(text)), quote=False)
