"""The storage of collected static files: joined, named by content, compressed."""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "css/byline.css"
CSS_IMPORT = re.compile(
    r'^@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>[\w.]+)\);$', re.MULTILINE
)
RELATIVE_URL = re.compile(r"url\(\s*['\"]?(?!data:|https?:|/|#)(?P<path>[^'\")]+)")

# By static name: the storage of a file, and its name there.
Sources = dict[str, tuple[Any, str]]


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Joins the stylesheet's parts when static files are collected.

    `css/byline.css` has an `@import url("…") layer(…);` for each component, which browsers follow
    during development.
    """

    # Rewrites imports of scripts, too.
    support_js_module_import_aggregation = True

    def post_process(self, paths: Sources, **options: Any) -> Iterator[Any]:
        """Replace the stylesheet by the joined one, then name and compress as usual."""
        if STYLESHEET in paths:
            joined = join_stylesheet(paths)
            paths = {**paths, STYLESHEET: (JoinedFile(joined), STYLESHEET)}
        yield from super().post_process(paths, **options)


class JoinedFile:
    """A storage with one file, the joined stylesheet."""

    def __init__(self, content: str) -> None:
        self.content = content

    def open(self, name: str) -> File:
        """Open the joined stylesheet for reading."""
        return ContentFile(self.content.encode(), name=name)


def join_stylesheet(sources: Sources) -> str:
    """Return the stylesheet with each import replaced by the content of the file.

    Raises ValueError where a part in another folder has a relative URL, which would break.
    """

    def read(name: str) -> str:
        storage, path = sources[name]
        with storage.open(path) as part:
            return part.read().decode()

    def put_in_place(match: re.Match[str]) -> str:
        name = posixpath.normpath(posixpath.join(posixpath.dirname(STYLESHEET), match["path"]))
        content = read(name)
        moved = posixpath.dirname(name) != posixpath.dirname(STYLESHEET)
        if moved and (address := RELATIVE_URL.search(content)):
            raise ValueError(f"{name} names {address['path']} relative to its folder")
        return f"@layer {match['layer']} {{\n{content}}}\n"

    return CSS_IMPORT.sub(put_in_place, read(STYLESHEET))
