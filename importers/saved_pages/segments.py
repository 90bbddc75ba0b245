"""Cut a saved page into its lines, and the elements that go over lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from importers.notes import UnreadableStory

# Those that hold others of the same name have to be counted.
NESTED = ("blockquote", "dl", "figure", "ol", "table", "ul")
PLAIN = ("script", "style")
OPENING = re.compile(rf"<(?P<name>{'|'.join((*NESTED, *PLAIN))})\b[^<>]*>", re.IGNORECASE)
EITHER_TAG = {
    name: re.compile(rf"<(?P<end>/?){name}(?:\s[^<>]*)?>", re.IGNORECASE)
    for name in (*NESTED, *PLAIN)
}


@dataclass(frozen=True)
class Segment:
    """A line of text, or a whole element: `name` is its tag ("" is text)."""

    line: int
    text: str
    name: str = ""


def split_segments(text: str) -> Iterator[Segment]:
    """Cut a story into lines, and elements that go over lines.

    Raises UnreadableStory at a quotation that does not end. Other elements that do not are words.
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
        end = end_of_element(text, opening)
        if not end and name == "blockquote":
            raise UnreadableStory(f"a <{name}> that does not end", line)
        if not end:
            unclosed.add(name)
            continue
        yield Segment(line, text[at:end], name)
        line += text.count("\n", at, end)
        at = end
    yield from numbered_lines(text[at:], line)


def end_of_element(text: str, opening: re.Match[str]) -> int:
    """Return where an element ends, with those of its name within it; 0 where it does not."""
    name = opening["name"].lower()
    depth = 1
    for tag in EITHER_TAG[name].finditer(text, opening.end()):
        depth += -1 if tag["end"] else name in NESTED
        if not depth:
            return tag.end()
    return 0


def numbered_lines(text: str, line: int) -> Iterator[Segment]:
    """Number the lines of a stretch of text that begins on the given line."""
    return (Segment(number, words) for number, words in enumerate(text.split("\n"), line))
