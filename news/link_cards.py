"""What a page says of itself: by oEmbed, where it names an address for that, and by OpenGraph.

For the pages of sites that Wagtail's list of oEmbed providers does not have.
"""

import logging
from functools import partial
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from django.conf import settings
from django.http.request import validate_host
from wagtail.models import Site

from byline.text import split_url
from news.oembed import (
    RESPONSE_MAX_BYTES,
    RESPONSE_TIMEOUT_SECONDS,
    OEmbedTexts,
    download,
    extract_texts,
    fetch_cached,
    fetch_oembed,
    host_of,
    read_answer,
)

logger = logging.getLogger(__name__)

OEMBED_LINK = "link[type='application/json+oembed'][href]"
# By field of an oEmbed answer: where a page has the same, the first that is not empty.
META_NAMES = {
    "title": ("og:title", "twitter:title"),
    "thumbnail_url": ("og:image:secure_url", "og:image", "twitter:image"),
    "provider_name": ("og:site_name",),
    "author_name": ("author",),
}


def fetch_texts(address: str) -> OEmbedTexts | None:
    """Return what is known of an address: from its provider, or else from its page. Cached."""
    return fetch_oembed(address) or fetch_card(address)


def fetch_card(address: str, timeout: float = RESPONSE_TIMEOUT_SECONDS) -> OEmbedTexts | None:
    """Return the title, picture, site and author that a page names, or None without a title."""
    address = with_https(address)
    if is_own(address):
        return None
    return fetch_cached("card", address, partial(read_card, address), timeout=timeout)


def is_own(address: str) -> bool:
    """Return whether an address is of this site, which would wait for itself."""
    host = hostname_of(address)
    # With `*` the proxy in front decides; it does not make every address one's own.
    patterns = [pattern for pattern in settings.ALLOWED_HOSTS if pattern != "*"]
    if host == hostname_of(settings.WAGTAILADMIN_BASE_URL) or validate_host(host, patterns):
        return True
    return Site.objects.filter(hostname__iexact=host).exists()


def hostname_of(address: str) -> str:
    """Return the host of an address as ALLOWED_HOSTS has it, "" where it has none."""
    name = (split_url(address).hostname or "").rstrip(".")
    return f"[{name}]" if ":" in name else name


def read_card(address: str) -> OEmbedTexts:
    """Return what a page says of itself, nothing without a title. Raises as `read_page`."""
    texts = read_page(address)
    return texts if texts.get("title") else {}


def read_page(address: str) -> OEmbedTexts:
    """Fetch a page, and the oEmbed answer that it names. Raises OSError and ValueError."""
    start = download(address, RESPONSE_MAX_BYTES, is_cut=True)
    head = BeautifulSoup(start.partition(b"</head>")[0], "html.parser")
    texts = texts_in(head, address)
    if link := head.select_one(OEMBED_LINK):
        try:
            said = oembed_at(joined(address, str(link["href"])))
        except (OSError, ValueError, RecursionError) as error:
            logger.info("The oEmbed answer of %s could not be read: %r", address, error)
        else:
            texts |= {name: text for name, text in said.items() if text}
    return texts


def texts_in(head: BeautifulSoup, address: str) -> OEmbedTexts:
    """Return what the head of a page says, by the names of oEmbed."""
    said: dict[str, str] = {}
    for meta in head.find_all("meta", content=True):
        name = str(meta.get("property") or meta.get("name") or "").lower()
        said.setdefault(name, str(meta["content"]).strip())
    found: dict[str, Any] = {
        field: next(filter(None, (said.get(name) for name in names)), "")
        for field, names in META_NAMES.items()
    }
    if not found["title"] and head.title:
        found["title"] = " ".join(head.title.get_text().split())
    if found["thumbnail_url"]:
        found["thumbnail_url"] = joined(address, found["thumbnail_url"])
    return extract_texts(found)


def oembed_at(address: str) -> OEmbedTexts:
    """Return the oEmbed answer at an address that a page names. Raises OSError, ValueError."""
    # Its markup is not wanted.
    return {**extract_texts(read_answer(address)), "html": ""}


def joined(address: str, link: str) -> str:
    """Return where a link on a page leads, "" where that is no address."""
    try:
        return with_https(urljoin(address, link))
    except ValueError:  # brackets that do not match
        return ""


def shown_host(address: str) -> str:
    """Return the host of an address as readers see it."""
    return host_of(address).removeprefix("www.")


def with_https(address: str) -> str:
    """Return an address with HTTPS: nothing is fetched without."""
    return f"https://{rest}" if (rest := address.removeprefix("http://")) != address else address
