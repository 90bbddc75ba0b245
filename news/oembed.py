"""Asking the providers of videos, posts and the like, within bounds."""

import ipaddress
import json
import logging
import socket
from collections.abc import Callable
from concurrent.futures import Future
from hashlib import sha1
from threading import Thread
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from django.core.cache import cache
from wagtail.embeds.embeds import get_finder_for_embed
from wagtail.embeds.exceptions import EmbedNotFoundException
from wagtail.embeds.finders.oembed import OEmbedFinder

from byline.text import without_unfit_characters

logger = logging.getLogger(__name__)

RESPONSE_MAX_BYTES = 512 * 1024
RESPONSE_TIMEOUT_SECONDS = 6  # for all of a response
REDIRECTS_LIMIT = 3
# Stands for addresses of the older internet, private ones too.
NAT64_NETWORK = ipaddress.ip_network("64:ff9b::/96")
# How long a response, or that there was none, is cached: a story that saves itself
# while it is written would ask again and again.
RESPONSE_CACHE_SECONDS = 60
# What Wagtail keeps of an answer, and what we read of it: texts, with their greatest length.
TEXT_MAX_LENGTHS = {
    "title": 255,
    "author_name": 100,
    "provider_name": 60,
    "thumbnail_url": 2000,
    "html": RESPONSE_MAX_BYTES,
}
OEMBED_FIELDS = (*TEXT_MAX_LENGTHS, "type", "width", "height")

OEmbedTexts = dict[str, str]


class BoundedOEmbedFinder(OEmbedFinder):
    """Wagtail's finder and its list of providers, reading no more than an answer can be."""

    def find_embed(
        self, url: str, max_width: int | None = None, max_height: int | None = None
    ) -> dict[str, Any]:
        """Ask the provider that knows the address. Raises EmbedNotFoundException."""
        endpoint = self._get_endpoint(url)
        if endpoint is None:
            raise EmbedNotFoundException
        params = {**self.options, "url": url, "format": "json"}
        try:
            answer = json.loads(download(endpoint, RESPONSE_MAX_BYTES, params=params, trusted=True))
        except (OSError, ValueError, RecursionError) as error:
            raise EmbedNotFoundException(str(error)) from error
        if not isinstance(answer, dict):
            raise EmbedNotFoundException("The answer is no object")
        return dict.fromkeys(OEMBED_FIELDS) | {
            name: answer[name] for name in OEMBED_FIELDS if name in answer
        }


embed_finder_class = BoundedOEmbedFinder


def extract_texts(answer: dict[str, Any]) -> OEmbedTexts:
    """Return the texts of an answer, each within its length; "" for whatever is no text."""
    found = {name: answer.get(name) for name in TEXT_MAX_LENGTHS}
    return {
        name: without_unfit_characters(value).strip()[: TEXT_MAX_LENGTHS[name]]
        if isinstance(value, str)
        else ""
        for name, value in found.items()
    }


def fetch_oembed(url: str, timeout: float = RESPONSE_TIMEOUT_SECONDS) -> OEmbedTexts | None:
    """Return what the provider says of an address, or None where it says nothing.

    A provider that let us wait is left alone for a while with all its addresses, so that an
    editor with ten of them in a story waits once.
    """
    key = cache_key("oembed", url)
    if (known := cache.get(key)) is not None:
        return known or None
    if is_slow(url):
        return None
    try:
        # Not `get_embed`, which writes to the database: what is kept stands in the story.
        answer = extract_texts(run_with_timeout(timeout, get_finder_for_embed, url))
    except TimeoutError:
        logger.info("%s gave no answer within %s seconds", url, timeout)
        answer = {}
        mark_slow(url)
    except Exception as error:  # whatever a malformed answer raises
        logger.info("%s could not be fetched: %r", url, error)
        answer = {}
    cache.set(key, answer, RESPONSE_CACHE_SECONDS)
    return answer or None


def cache_key(kind: str, address: str) -> str:
    """Return the cache's key for an address of any length."""
    return f"{kind}:{sha1(address.encode(), usedforsecurity=False).hexdigest()}"


def is_slow(address: str) -> bool:
    """Tell whether the host of an address let us wait just now."""
    return cache_key("slow", urlsplit(address).netloc) in cache


def mark_slow(address: str) -> None:
    """Leave the host of an address alone for a while."""
    cache.set(cache_key("slow", urlsplit(address).netloc), "yes", RESPONSE_CACHE_SECONDS)


def run_with_timeout(seconds: float, action: Callable[..., Any], *arguments: Any) -> Any:
    """Do something that must not take longer. Raises TimeoutError if it does.

    A socket's timeout begins anew with every byte; a server that sends one now and then
    would hold an editor's save for as long as it likes. What is given up goes on in a thread
    that nobody waits for.
    """
    future: Future[Any] = Future()

    def work() -> None:
        try:
            future.set_result(action(*arguments))
        except Exception as error:  # for whoever waits
            future.set_exception(error)

    Thread(target=work, daemon=True).start()
    return future.result(timeout=seconds)


def download(
    address: str, limit: int, *, params: dict[str, str] | None = None, trusted: bool = False
) -> bytes:
    """Return what is at an address, `limit` bytes at most.

    Raises OSError, or ValueError for an address that a stranger's answer must not make us
    ask: one that is not HTTPS, or that leads into our own network. `trusted` is for the
    providers of the settings; where they redirect to is a stranger's again. A host that
    changes its address between our look and the request is not caught.
    """
    for _ in range(REDIRECTS_LIMIT + 1):
        if not trusted and not is_public(address):
            raise ValueError(f"{address} is not a public HTTPS address")
        with requests.get(
            address,
            params=params,
            headers={"User-Agent": "Byline"},
            timeout=RESPONSE_TIMEOUT_SECONDS,
            stream=True,
            allow_redirects=False,
        ) as response:
            if not response.is_redirect:
                response.raise_for_status()
                return read_at_most(response, limit)
            address, params = urljoin(address, response.headers["location"]), None
            trusted = False
    raise ValueError("Redirected too often")


def read_at_most(response: requests.Response, limit: int) -> bytes:
    """Return the body of a response. Raises ValueError where it is larger than the limit."""
    body = bytearray()
    for chunk in response.iter_content(16 * 1024):
        body += chunk
        if len(body) > limit:
            raise ValueError(f"More than {limit} bytes")
    return bytes(body)


def is_public(address: str) -> bool:
    """Tell whether an address is HTTPS and its host in the public network."""
    parts = urlsplit(address)
    # With these, one reader of addresses sees another host than the next.
    if parts.scheme != "https" or not parts.hostname or "\\" in address or "@" in parts.netloc:
        return False
    found = socket.getaddrinfo(parts.hostname, parts.port or 443)
    hosts = {ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found}
    return all(h.is_global and not h.is_multicast and h not in NAT64_NETWORK for h in hosts)
