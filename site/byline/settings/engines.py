"""Which engine answers searches: what the environment says, as Wagtail wants it."""

import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from byline.settings.environment import need, read_address

DATABASE = "database"
# What engines of Wagtail's are reached through: packages of Python.
CLIENTS = {
    "elasticsearch7": "elasticsearch",
    "elasticsearch8": "elasticsearch",
    "elasticsearch9": "elasticsearch",
    "opensearch2": "opensearchpy",
    "opensearch3": "opensearchpy",
}
# What both kinds of server take for the beginning of an index's name.
PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,100}")


def search_backends(engine: str, addresses: Sequence[str], prefix: str) -> dict[str, Any]:
    """Return Wagtail's setting. Raises ImproperlyConfigured, in one line, for what cannot be."""
    if engine == DATABASE:
        return {"default": {"BACKEND": "search.backends"}}
    addresses = [address.strip() for address in addresses if address.strip()]
    if engine not in CLIENTS:
        raise ImproperlyConfigured(f"SEARCH_ENGINE: one of {', '.join([DATABASE, *CLIENTS])}.")
    if not addresses:
        raise ImproperlyConfigured(f"SEARCH_ENGINE={engine} needs SEARCH_URL: its address.")
    if not all(read_address(address, {"http", "https"}) for address in addresses):
        raise ImproperlyConfigured("SEARCH_URL: addresses like https://user:password@host:9200.")
    if not PREFIX.fullmatch(prefix):
        raise ImproperlyConfigured("SEARCH_INDEX_PREFIX: a-z, 0-9, - and _, beginning with none.")
    need(f"SEARCH_ENGINE={engine}", CLIENTS[engine], engine)
    return {
        "default": {
            "BACKEND": f"wagtail.search.backends.{engine}",
            "URLS": addresses,
            "INDEX_PREFIX": prefix,
        }
    }
