"""Reads a Word document from its standard input, and writes what is in it as JSON.

`python -m news.word.process`. It has little memory and time, no network, and starts nothing.
"""

import json
import resource
import sys
from collections import Counter
from contextlib import suppress
from typing import Any, BinaryIO

import mammoth

from news.word.package import (
    PAGE_EDGES,
    XML_MAX_BYTES,
    Problem,
    UnreadableDocumentError,
    is_text_part,
    open_package,
    read_member,
    write_package,
)
from news.word.part_filter import PartFilter

MEMORY_MAX_BYTES = 1024 * 1024 * 1024
PROCESSOR_SECONDS = 30
HTML_MAX_CHARACTERS = 4_000_000
REFUSED_EVENTS = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork")
STYLES = """
p[style-name='Title'] => p.MsoTitle:fresh
p[style-name='Subtitle'] => p.MsoSubtitle:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='caption'] => p.Caption:fresh
p[style-name='TOC Heading'] => p.Contents:fresh
p[style-name='Contents Heading'] => p.Contents:fresh
p[style-name^='toc '] => p.Contents:fresh
p[style-name='heading 7'] => h6:fresh
p[style-name='heading 8'] => h6:fresh
p[style-name='heading 9'] => h6:fresh
r[style-name='Emphasis'] => em
"""


def read(file: BinaryIO) -> dict[str, Any]:
    """Return `html`, the names of its `pictures`, and how many `found` things of each kind.

    A picture's address is `cid:` with its place among the names. Raises UnreadableDocumentError.
    """
    package = open_package(file)
    names = list(package.NameToInfo)
    found: Counter[str] = Counter()
    found["macros"] += any(name.lower().endswith("vbaproject.bin") for name in names)
    parts = read_parts(package, found)
    # In place of a picture, its number: mammoth gives no name to what it converts.
    pictures = [name for name in names if name not in parts and "/media/" in f"/{name}"]
    parts |= {name: str(number) for number, name in enumerate(pictures)}
    html = convert(parts)
    if len(html) > HTML_MAX_CHARACTERS:
        raise UnreadableDocumentError(Problem.TOO_LARGE)
    return {"html": html, "pictures": pictures, "found": found}


def read_parts(package: Any, found: Counter[str]) -> dict[str, str | bytes]:
    """Return the parts that hold text, as mammoth needs them."""
    members = {name: info for name, info in package.NameToInfo.items() if is_text_part(name)}
    left = XML_MAX_BYTES
    parts: dict[str, str | bytes] = {}
    relationships: dict[str, set[str]] = {}
    for name in sorted(members, key=lambda name: not name.endswith(".rels")):
        content = read_member(package, members[name], left)
        left -= len(content)
        if PAGE_EDGES.fullmatch(name):
            edge: Counter[str] = Counter()
            PartFilter(edge).filtered(content)
            found["page_edges"] += edge["words"] > 0
        elif name.endswith(".rels"):
            parts[name] = PartFilter(found).filtered(content)
            relationships[name] = ids_in(parts[name])
        else:
            folder, _, base = name.rpartition("/")
            known = relationships.get(f"{folder}/_rels/{base}.rels".lstrip("/"), set())
            parts[name] = PartFilter(found, known).filtered(content)
    return {name: content for name, content in parts.items() if content}


def ids_in(relationships: str | bytes) -> set[str]:
    """Return the ids of relationships."""
    return {part.partition('"')[0] for part in str(relationships).split(' Id="')[1:]}


def convert(parts: dict[str, str | bytes]) -> str:
    """Return the HTML that mammoth makes of the parts."""
    html: str = mammoth.convert_to_html(
        write_package(parts),
        style_map=STYLES,
        external_file_access=False,
        convert_image=mammoth.images.img_element(address_of),
    ).value
    return html


def address_of(image: Any) -> dict[str, str]:
    """Return the address of a picture; one that is elsewhere has none."""
    try:
        with image.open() as file:
            return {"src": f"cid:{int(file.read())}"}
    except (KeyError, ValueError):
        return {"src": "cid:"}


def refuse(event: str, _arguments: Any) -> None:
    """Raise PermissionError for what no document needs: an audit hook."""
    if event.startswith(REFUSED_EVENTS):
        raise PermissionError(event)


def limit() -> None:
    """Set the limits of this process, as far as the system has them."""
    limits = {
        resource.RLIMIT_AS: MEMORY_MAX_BYTES,
        resource.RLIMIT_CPU: PROCESSOR_SECONDS,
        resource.RLIMIT_CORE: 0,
    }
    for kind, number in limits.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (number, number))
    sys.setrecursionlimit(20_000)
    sys.addaudithook(refuse)


def main() -> None:
    """Answer with JSON: what was read, or a `problem`."""
    limit()
    try:
        answer = read(sys.stdin.buffer)
    except UnreadableDocumentError as error:
        answer = {"problem": error.problem}
    except MemoryError:
        answer = {"problem": Problem.TOO_LARGE}
    except Exception as error:
        # mammoth expects what Word writes, and fails in many ways on anything else.
        answer = {"problem": Problem.DAMAGED, "error": repr(error)[:500]}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
