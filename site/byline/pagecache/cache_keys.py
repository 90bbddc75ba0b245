"""The cache key of a request: scheme, host, path and the parameters that matter."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.http.request import split_domain_port, validate_host

# Tracking parameters that other sites add. The same list is in deploy/varnish.vcl.
TRACKING_PARAMETERS = frozenset(
    [
        *("_ga", "dclid", "fbclid", "gbraid", "gclid", "igshid"),
        *("mc_cid", "mc_eid", "msclkid", "ref_src", "wbraid", "yclid"),
    ]
)
TRACKING_PREFIX = "utm_"
# Parameters with names between commas, whose order and number do not matter.
SET_PARAMETERS = frozenset({"fields"})
# Keys are cached, and must not fill the memory.
QUERY_MAX_LENGTH = HOST_MAX_LENGTH = 400
PATH_MAX_LENGTH = 2000


# Below which all fragments are.
FRAGMENTS_PATH = "/fragments/"


class Key(NamedTuple):
    """The key of a cached page."""

    scheme: str
    host: str
    path: str
    query: str

    @property
    def is_fragment(self) -> bool:
        """Return whether it is that of a fragment."""
        return self.path.startswith(FRAGMENTS_PATH)


def address_of(key: Key) -> str:
    """Return the path and the query string of a page."""
    return f"{key.path}{'?' if key.query else ''}{key.query}"


def key_of(
    environ: Mapping[str, Any], proto_header: str | None, allowed_hosts: Sequence[str]
) -> Key | None:
    """Return the key of a request, or None if its page cannot be cached.

    `proto_header` is the header in which a trusted proxy sends the scheme; hosts that are not in
    `allowed_hosts` (`ALLOWED_HOSTS`) have no key.
    """
    query, path = environ["QUERY_STRING"], environ["PATH_INFO"]
    host = environ.get("HTTP_HOST", "")
    if len(query) > QUERY_MAX_LENGTH or len(host) > HOST_MAX_LENGTH or len(path) > PATH_MAX_LENGTH:
        return None
    if (name := normal_host(host, tuple(allowed_hosts))) is None:
        return None
    if query and (query := normal_query(query)) is None:
        return None
    scheme = environ["wsgi.url_scheme"]
    if proto_header and proto_header in environ:
        # As `HttpRequest.scheme` reads it.
        forwarded = environ[proto_header].split(",", 1)[0].strip()
        scheme = "https" if forwarded == "https" else "http"
    return Key(scheme, name, path, query)


@lru_cache(maxsize=1024)
def normal_host(host: str, allowed_hosts: tuple[str, ...]) -> str | None:
    """Return the name of an allowed host in lower case, without its port; None of others."""
    name, _port = split_domain_port(host)
    return name if name and validate_host(name, allowed_hosts) else None


@lru_cache(maxsize=4096)
def normal_query(query: str) -> str | None:
    """Return the query string sorted, also within sets of names, and without tracking parameters.

    None where a parameter comes twice.
    """
    pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if is_significant(pair[0])]
    values = dict(pairs)
    if len(values) < len(pairs):
        return None
    sets = {name: normal_set(values[name]) for name in SET_PARAMETERS & values.keys()}
    return urlencode(sorted((values | sets).items()))


def normal_set(names: str) -> str:
    """Return names between commas in order, each once."""
    return ",".join(sorted({name.strip() for name in names.split(",")} - {""}))


def is_significant(name: str) -> bool:
    """Return whether a parameter may change the page."""
    return not name.startswith(TRACKING_PREFIX) and name not in TRACKING_PARAMETERS


@lru_cache(maxsize=4096)
def parameters_in(query: str) -> Mapping[str, str]:
    """Return the parameters of a normal query string."""
    return dict(parse_qsl(query, keep_blank_values=True))
