"""Under which key a page is kept: scheme, host, path and the parameters that matter."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.http.request import split_domain_port, validate_host

# What others add to addresses to follow readers; no page of ours looks at it. The same list
# is in deploy/varnish.vcl.
TRACKING = frozenset(
    [
        "_ga",
        "dclid",
        "fbclid",
        "gbraid",
        "gclid",
        "igshid",
        "mc_cid",
        "mc_eid",
        "msclkid",
        "ref_src",
        "wbraid",
        "yclid",
    ]
)
TRACKING_PREFIX = "utm_"
# In characters. What comes in is remembered, and must not fill the memory.
LONGEST = 400  # of a query string, or of the name of a host
LONGEST_PATH = 2000


class Key(NamedTuple):
    """What tells kept pages apart."""

    scheme: str
    host: str
    path: str
    query: str


def key_of(
    environ: Mapping[str, Any], proto_header: str | None, served: Sequence[str]
) -> Key | None:
    """Return the key of a request, or None where its page cannot be kept.

    The header is the one in which a trusted proxy says that a reader came by TLS. Of hosts only
    those have a key that are served, as `ALLOWED_HOSTS` names them.
    """
    query, path = environ["QUERY_STRING"], environ["PATH_INFO"]
    host = environ.get("HTTP_HOST", "")
    if len(query) > LONGEST or len(host) > LONGEST or len(path) > LONGEST_PATH:
        return None
    if (name := normal_host(host, tuple(served))) is None:
        return None
    if query and (query := normal_query(query)) is None:
        return None
    scheme = environ["wsgi.url_scheme"]
    if proto_header and proto_header in environ:
        # As `HttpRequest.scheme` reads it.
        said = environ[proto_header].split(",", 1)[0].strip()
        scheme = "https" if said == "https" else "http"
    return Key(scheme, name, path, query)


@lru_cache(maxsize=1024)
def normal_host(host: str, served: tuple[str, ...]) -> str | None:
    """Return the name of a host that is served, without port and in lower case; None of others."""
    name, _port = split_domain_port(host)
    return name if name and validate_host(name, served) else None


@lru_cache(maxsize=4096)
def normal_query(query: str) -> str | None:
    """Return the query string without what nobody looks at, in one order.

    None where a parameter comes twice: nobody links to such.
    """
    pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if matters(pair[0])]
    if len(dict(pairs)) < len(pairs):
        return None
    return urlencode(sorted(pairs))


def matters(name: str) -> bool:
    """Tell whether a parameter may make a difference."""
    return not name.startswith(TRACKING_PREFIX) and name not in TRACKING


@lru_cache(maxsize=4096)
def names_in(query: str) -> frozenset[str]:
    """Return the names of the parameters of a normal query string."""
    return frozenset(name for name, _value in parse_qsl(query, keep_blank_values=True))
