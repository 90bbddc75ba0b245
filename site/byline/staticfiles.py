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

# A file by its static name: the storage that holds it, and its name there.
Sources = dict[str, tuple[Any, str]]


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Send readers one stylesheet, while developers edit one file a component.

    `css/byline.css` lists its parts as `@import url("…") layer(…);`, which browsers follow
    during development. Collecting puts the parts in the place of their import.
    """

    # A script's imports name the collected files, too.
    support_js_module_import_aggregation = True

    def post_process(self, paths: Sources, **options: Any) -> Iterator[Any]:
        """Replace the stylesheet by the joined one, then name and compress as usual."""
        if STYLESHEET in paths:
            joined = join_stylesheet(paths)
            paths = {**paths, STYLESHEET: (JoinedFile(joined), STYLESHEET)}
        yield from super().post_process(paths, **options)


class JoinedFile:
    """Stand in for a storage: opens as the joined stylesheet, whatever the name."""

    def __init__(self, content: str) -> None:
        self.content = content

    def open(self, name: str) -> File:
        """Open the joined stylesheet for reading."""
        return ContentFile(self.content.encode(), name=name)


def join_stylesheet(sources: Sources) -> str:
    """Return the stylesheet with each import replaced by the file it names.

    Raises ValueError where a part lies in another folder and refers to a file by a
    relative address, which would mean something else after joining.
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
