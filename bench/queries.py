"""Counts the queries of each page, with cold caches (but for rankings and paths) and warm ones.

Prints JSON, by the name of the page.
"""

import json
import sys
from collections.abc import Callable
from ipaddress import IPv4Address
from pathlib import Path
from secrets import randbelow
from typing import Any


def main() -> None:
    """Count and print."""
    import django

    django.setup()
    from django.conf import settings

    from bench.fill import ABOUT_FILE

    about = json.loads((Path(settings.DATA_DIR) / ABOUT_FILE).read_text())
    print(json.dumps(count_all(about)))


def count_all(about: Any) -> dict[str, tuple[int, int]]:
    """Return the queries of every request, cold and warm."""
    from django.test import Client

    from bench.forms import forms
    from bench.load import BROWSER_HEADERS

    # A new client, also with --keep.
    headers = BROWSER_HEADERS | {"X-Forwarded-For": str(IPv4Address(0x0B000000 + randbelow(10**9)))}
    del headers["Accept-Encoding"]
    client = Client(SERVER_NAME="localhost", headers=headers)
    counts = {
        name: count(lambda address=address: client.get(address), 200)
        for name, address in about["pages"].items()
    }
    sent = iter([line.split("\t") for line in forms(3)])
    same = {"Origin": "https://localhost", "Sec-Fetch-Site": "same-origin"}
    encoded = "application/x-www-form-urlencoded"

    def post() -> Any:
        _method, path, body = next(sent)
        return client.post(path, body, content_type=encoded, headers=same)

    counts["posting a comment"] = count(post, 303)
    beacon = f"/read/{about['read'][0]}/"
    counts["beacon"] = count(lambda: client.post(beacon, headers=same), 204)
    return counts


def count(act: Callable[[], Any], status: int) -> tuple[int, int]:
    """Return the queries of a request with cold caches, and with warm ones."""
    from django.conf import settings
    from django.core.cache import caches
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from wagtail.models import Site

    found = []
    act()
    for is_cold in (True, False):
        for name in set(settings.CACHES) - {"readership"} if is_cold else ():
            caches[name].clear()
        Site.get_site_root_paths()
        with CaptureQueriesContext(connection) as captured:
            response = act()
        if response.status_code != status:
            sys.exit(f"{response.request['PATH_INFO']}: {response.status_code}")
        found.append(len(captured))
    return found[0], found[1]


if __name__ == "__main__":
    main()
