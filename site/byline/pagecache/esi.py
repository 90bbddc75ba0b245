"""Edge Side Includes: a page refers to its fragments by address.

See https://www.w3.org/TR/esi-lang/ and, for the headers, https://www.w3.org/TR/edge-arch/.
"""

import re
from collections.abc import Collection
from html import unescape
from io import BytesIO

from django.utils.html import format_html
from django.utils.safestring import SafeString

from byline.bulkheads.responses import Environ
from byline.client_ip import is_trusted, read_address
from byline.pagecache.cache_keys import Key, normal_query

INCLUDE = re.compile(rb'<esi:include src="([^"<>]+)"/>')
# In `Surrogate-Capability` and `Surrogate-Control`.
ESI = "ESI/1.0"
SURROGATE_CONTROL = ("Surrogate-Control", f'content="{ESI}"')

# What a fragment may differ by: the site.
PASSED_ON_HEADERS = frozenset({"HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR"})


def include_tag(address: str) -> SafeString:
    """Return the element that stands for a fragment."""
    return format_html('<esi:include src="{}"/>', address)


def split_includes(body: bytes, addresses: Collection[str]) -> tuple[list[bytes], list[str]]:
    """Return the parts of a body around its includes, and the addresses of these in order.

    Only includes of the given addresses count: what somebody has written is text.
    """
    parts, found, end = [], [], 0
    for include in INCLUDE.finditer(body):
        if (address := unescape(include[1].decode())) in addresses:
            parts.append(body[end : include.start()])
            found.append(address)
            end = include.end()
    return [*parts, body[end:]], found


def resolves_includes(environ: Environ) -> bool:
    """Return whether the request comes from a trusted front cache that resolves includes."""
    capability = environ.get("HTTP_SURROGATE_CAPABILITY", "")
    return ESI in capability and is_trusted(read_address(environ.get("REMOTE_ADDR", "")))


def fragment_key(page: Key, address: str) -> Key:
    """Return the key of a fragment that a page includes."""
    path, _, query = address.partition("?")
    return page._replace(path=path, query=normal_query(query) or "")


def subrequest(environ: Environ, key: Key) -> Environ:
    """Return the request for a fragment: that for the page, without what its visitor sent."""
    kept = {
        name: value
        for name, value in environ.items()
        if not name.startswith("HTTP_") or name in PASSED_ON_HEADERS
    }
    return {
        **kept,
        "REQUEST_METHOD": "GET",
        "PATH_INFO": key.path,
        "QUERY_STRING": key.query,
        "CONTENT_LENGTH": "",
        "wsgi.input": BytesIO(),
    }
