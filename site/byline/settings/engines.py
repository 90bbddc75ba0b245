"""The search backend, as Wagtail's setting."""

import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from byline.settings.environment import read_address, require_package

DATABASE_ENGINE = "database"
# The Python packages of Wagtail's backends.
CLIENT_PACKAGES = {
    "elasticsearch7": "elasticsearch",
    "elasticsearch8": "elasticsearch",
    "elasticsearch9": "elasticsearch",
    "opensearch2": "opensearchpy",
    "opensearch3": "opensearchpy",
}
# Valid at the start of an index name on both kinds of server.
INDEX_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,100}")


def search_backends(engine: str, addresses: Sequence[str], prefix: str) -> dict[str, Any]:
    """Return Wagtail's setting. Raises ImproperlyConfigured, with one line."""
    if engine == DATABASE_ENGINE:
        return {"default": {"BACKEND": "search.backends"}}
    addresses = [address.strip() for address in addresses if address.strip()]
    if engine not in CLIENT_PACKAGES:
        raise ImproperlyConfigured(
            f"SEARCH_ENGINE: one of {', '.join([DATABASE_ENGINE, *CLIENT_PACKAGES])}."
        )
    if not addresses:
        raise ImproperlyConfigured(f"SEARCH_ENGINE={engine} needs SEARCH_URL: its address.")
    if not all(read_address(address, {"http", "https"}) for address in addresses):
        raise ImproperlyConfigured("SEARCH_URL: addresses like https://user:password@host:9200.")
    if not INDEX_PREFIX.fullmatch(prefix):
        raise ImproperlyConfigured("SEARCH_INDEX_PREFIX: a-z, 0-9, - and _, beginning with none.")
    require_package(f"SEARCH_ENGINE={engine}", CLIENT_PACKAGES[engine], engine)
    return {
        "default": {
            "BACKEND": f"wagtail.search.backends.{engine}",
            "URLS": addresses,
            "INDEX_PREFIX": prefix,
        }
    }
