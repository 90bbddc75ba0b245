"""Cut a saved page into its lines, and the elements that go over lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from importers.notes import UnreadableStory
from importers.saved_pages.page_end import ends_story

OPENING = re.compile(r"<(?P<name>blockquote|script|style)\b[^<>]*>", re.IGNORECASE)
OPENING_QUOTE = re.compile(r"<blockquote\b", re.IGNORECASE)
CLOSING = {
    name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("blockquote", "script", "style")
}


@dataclass(frozen=True)
class Segment:
    """A line of text, or a whole element: `name` is its tag ("" is text)."""

    line: int
    text: str
    name: str = ""


def split_segments(text: str) -> Iterator[Segment]:
    """Cut a page into lines, and elements that go over lines.

    Lazily: text after the story's end is never read, and raises no error.
    Raises UnreadableStory at a quotation that does not end. A script that does not is words.
    """
    at, line = 0, 1
    unclosed: set[str] = set()
    for opening in OPENING.finditer(text):
        name = opening["name"].lower()
        if opening.start() < at or name in unclosed:
            continue
        yield from numbered_lines(text[at : opening.start()], line)
        line += text.count("\n", at, opening.start())
        at = opening.start()
        closing = CLOSING[name].search(text, opening.end())
        if closing is None and name != "blockquote":
            unclosed.add(name)
            continue
        if closing is None or is_unclosed_quote(text[opening.end() : closing.end()], name):
            raise UnreadableStory(f"a <{name}> that does not end", line)
        yield Segment(line, text[at : closing.end()], name)
        line += text.count("\n", at, closing.end())
        at = closing.end()
    yield from numbered_lines(text[at:], line)


def numbered_lines(text: str, line: int) -> Iterator[Segment]:
    """Number the lines of a stretch of text that begins on the given line."""
    return (Segment(number, words) for number, words in enumerate(text.split("\n"), line))


def is_unclosed_quote(content: str, name: str) -> bool:
    """Return whether a quotation lacks its end, and spans to that of another one."""
    if name != "blockquote":
        return False
    return bool(OPENING_QUOTE.search(content)) or any(map(ends_story, content.split("\n")))
