"""The blocks of a body as typed data."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from wagtail.blocks import Block
from wagtail.blocks.stream_block import StreamValue
from wagtail.rich_text import get_text_for_indexing

from api.reading.pictures import shown_photo
from byline.sites import absolute_url
from news.models import ArticlePage
from news.rich_text import clean_html

type Data = dict[str, Any]
type Child = StreamValue.StreamChild
MAX_DEPTH = 20


def body_of(story: ArticlePage) -> list[Data]:
    """Return the blocks of a story that readers see; those of missing plugins are left out."""
    stream = story.body.stream_block
    children = list(stream.readable(story.body))
    stream.fetch_data([children])
    shown = []
    for child in children:
        values = VALUES.get(child.block_type, of_plugin)
        value = stream.attempt(child.block_type, values, child, story)
        if value is not None:
            text = stream.attempt(child.block_type, text_of, child, value) or ""
            block = {"type": child.block_type, "id": child.id or "", "value": value, "text": text}
            shown.append(block)
    return shown


def text_of(child: Child, value: Data) -> str:
    """Return all that is read in a block, as plain text."""
    if child.block_type in {"paragraph", "fact_box"}:
        texts = [value.get("title", ""), get_text_for_indexing(value["html"]).strip()]
    else:
        texts = child.block.get_searchable_content(child.value)
    return "\n".join(str(text) for text in texts if text)


def fields_of(*names: str) -> Callable[[Child, ArticlePage], Data]:
    """Return a function that takes some fields of a block as they are rendered."""

    def values(child: Child, _story: ArticlePage) -> Data:
        context = child.block.get_context(child.value)
        return {name: context.get(name) or "" for name in names}

    return values


def with_html(names: tuple[str, ...], child: Child, story: ArticlePage) -> Data:
    """Return some fields of a block, and its cleaned HTML with absolute links."""
    context = child.block.get_context(child.value)
    html = absolute_links(str(context["html"]), story.canonical_url)
    return {**{name: context[name] for name in names}, "html": html}


def absolute_links(html: str, base: str) -> str:
    """Return HTML whose links lead to the site from anywhere."""
    if "<a" not in html:
        return html
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.find_all("a", href=True):
        link["href"] = urljoin(base, str(link["href"]))
    return str(soup)


def photo(child: Child, _story: ArticlePage) -> Data | None:
    """Return the photo of a block; None while it waits for its file."""
    return one_photo(child.value, child.block.photo_shape)


def one_photo(value: Any, shape: str) -> Data | None:
    """Return a photo with the texts of its block."""
    credit, caption = value.get("credit") or "", value.get("caption") or ""
    return shown_photo(value["photo"], shape, credit=credit, caption=caption)


def gallery(child: Child, _story: ArticlePage) -> Data:
    """Return the photos of a gallery."""
    shown = (one_photo(value, child.block.photo_shape) for value in child.value["photos"])
    return {"title": child.value["title"] or "", "photos": [one for one in shown if one]}


def table(child: Child, _story: ArticlePage) -> Data:
    """Return the cells of a table."""
    context = child.block.get_context(child.value)
    return {
        "caption": context["caption"],
        "source": context["source"] or "",
        "header": [cell.text for cell in context["header"]],
        "rows": [[cell.text for cell in row] for row in context["rows"]],
        "names_rows": context["names_rows"],
    }


def document(child: Child, _story: ArticlePage) -> Data | None:
    """Return a document; None where readers may not download it."""
    context = child.block.get_context(child.value)
    if not context["url"]:
        return None
    names = ("title", "kind", "size")
    return {**{name: context[name] for name in names}, "url": absolute_url(context["url"])}


def embed(child: Child, _story: ArticlePage) -> Data | None:
    """Return what is embedded, with its still picture; None without an address."""
    context = child.block.get_context(child.value)
    if not context["url"]:
        return None
    names = ("title", "author", "provider", "url", "player")
    shown = {name: context.get(name) or "" for name in names}
    return {**shown, "still": shown_photo(context["still"], child.block.photo_shape)}


def tweet(child: Child, _story: ArticlePage) -> Data:
    """Return a tweet's words."""
    context = child.block.get_context(child.value)
    posted_on = context["posted_on"]
    names = ("text", "author", "handle", "url")
    shown = {name: context.get(name) or "" for name in names}
    return {**shown, "posted_on": posted_on.isoformat() if posted_on else None}


def related(child: Child, _story: ArticlePage) -> Data | None:
    """Return a link to other coverage; None where it leads to what readers may not see."""
    context = child.block.get_context(child.value)
    story = context.get("story")
    if not context["headline"]:
        return None
    # A story elsewhere may be without an address.
    url = absolute_url(context["url"]) if context["url"] else ""
    return {"headline": context["headline"], "url": url, "story": story.pk if story else None}


def of_plugin(child: Child, _story: ArticlePage) -> Data | None:
    """Return what a plugin's block says of itself; None where it says nothing.

    Wagtail's own `get_api_representation()` gives the stored value, which may be any HTML.
    """
    written = type(child.block).get_api_representation
    if written.__module__.partition(".")[0] == "wagtail" or written is Block.get_api_representation:
        return None
    value = tidy(child.block.get_api_representation(child.value))
    return value if isinstance(value, dict) else {"value": value}


def tidy(value: Any, depth: int = 0) -> Any:
    """Return JSON data in which every text with markup is cleaned as a paragraph is."""
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, str):
        return clean_html(value) if "<" in value else value
    if isinstance(value, dict):
        return {str(key): tidy(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [tidy(item, depth + 1) for item in value]
    return value if isinstance(value, int | float | bool) or value is None else str(value)


VALUES: dict[str, Callable[[Child, ArticlePage], Data | None]] = {
    "paragraph": partial(with_html, ()),
    "heading": fields_of("text"),
    "quote": fields_of("text", "speaker", "role", "source", "source_url"),
    "pull_quote": fields_of("text", "attribution"),
    "fact_box": partial(with_html, ("title",)),
    "photo": photo,
    "gallery": gallery,
    "table": table,
    "document": document,
    "embed": embed,
    "tweet": tweet,
    "related": related,
    "unknown": lambda _child, _story: None,
}
