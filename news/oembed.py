"""Requests to oEmbed providers, with limits of time and size."""

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

from byline.text import split_url, without_unfit_characters
from news.fetch_deadlines import seconds_left

logger = logging.getLogger(__name__)

RESPONSE_MAX_BYTES = 512 * 1024
RESPONSE_TIMEOUT_SECONDS = 6  # for all of a response
REDIRECTS_LIMIT = 3
# Maps to IPv4 addresses, private ones too.
NAT64_NETWORK = ipaddress.ip_network("64:ff9b::/96")
# Failures are cached too: a story that is saved while it is written would repeat the request.
RESPONSE_CACHE_SECONDS = 600
# The fields of a response that we read: texts, with their maximum length.
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
    """Wagtail's finder and its list of providers, with a limit to the size of a response."""

    def find_embed(
        self, url: str, max_width: int | None = None, max_height: int | None = None
    ) -> dict[str, Any]:
        """Request the provider of a URL. Raises EmbedNotFoundException."""
        endpoint = self._get_endpoint(url)
        if endpoint is None:
            raise EmbedNotFoundException
        params = {**self.options, "url": url, "format": "json"}
        try:
            answer = read_answer(endpoint, params=params, trusted=True)
        except (OSError, ValueError, RecursionError) as error:
            raise EmbedNotFoundException(str(error)) from error
        return dict.fromkeys(OEMBED_FIELDS) | {
            name: answer[name] for name in OEMBED_FIELDS if name in answer
        }


embed_finder_class = BoundedOEmbedFinder


def read_answer(address: str, **options: Any) -> dict[str, Any]:
    """Return the response at an oEmbed address; the picture of a photo is the photo itself.

    `options` are those of `download`. Raises OSError, ValueError and RecursionError.
    """
    answer = json.loads(download(address, RESPONSE_MAX_BYTES, **options))
    if not isinstance(answer, dict):
        raise ValueError("The answer is no object")  # noqa: TRY004 - as of a wrong JSON
    own = answer.get("url") if answer.get("type") == "photo" else None
    return {**answer, "thumbnail_url": answer.get("thumbnail_url") or own}


def extract_texts(answer: dict[str, Any]) -> OEmbedTexts:
    """Return the texts of a response, cut to their maximum length; "" for other types."""
    found = {name: answer.get(name) for name in TEXT_MAX_LENGTHS}
    return {
        name: without_unfit_characters(value).strip()[: TEXT_MAX_LENGTHS[name]]
        if isinstance(value, str)
        else ""
        for name, value in found.items()
    }


class NotAskedError(Exception):
    """An address was not requested, or had less than its time: it may be asked again."""


def fetch_oembed(url: str, timeout: float = RESPONSE_TIMEOUT_SECONDS) -> OEmbedTexts | None:
    """Return the provider's texts for a URL, or None. Cached."""
    # Not `get_embed`, which writes to the database: the texts are stored in the story.
    return fetch_cached(
        "oembed", url, lambda: extract_texts(get_finder_for_embed(url)), timeout=timeout
    )


def fetch_cached(
    kind: str, address: str, fetch: Callable[[], OEmbedTexts], *, timeout: float
) -> OEmbedTexts | None:
    """Return the texts that a function fetches from an address, or None. Cached by kind."""
    key = cache_key(kind, address)
    if (known := cache.get(key)) is not None:
        return known or None
    try:
        texts = fetch_in_time(timeout, address, fetch)
    except NotAskedError:
        return None
    except Exception as error:  # anything a malformed response raises
        logger.info("%s could not be fetched: %r", address, error)
        texts = {}
    cache.set(key, texts, RESPONSE_CACHE_SECONDS)
    return texts or None


def fetch_in_time(limit: float, address: str, fetch: Callable[..., Any], *arguments: Any) -> Any:
    """Return what a function fetches from an address, within the limit and before the deadline.

    After a timeout the host is not requested for a while, so that an editor with ten of its URLs
    in a story waits once. Raises NotAskedError, TimeoutError, and what the function raises.
    """
    if is_slow(address) or not (seconds := seconds_left(limit)):
        raise NotAskedError
    try:
        return run_with_timeout(seconds, fetch, *arguments)
    except TimeoutError as error:
        if seconds < limit:
            raise NotAskedError from error
        mark_slow(address)
        raise TimeoutError(f"no answer within {seconds} seconds") from error


def cache_key(kind: str, address: str) -> str:
    """Return the cache key for a URL of any length."""
    return f"{kind}:{sha1(address.encode(), usedforsecurity=False).hexdigest()}"


def is_slow(address: str) -> bool:
    """Return whether the host of a URL timed out recently."""
    return cache_key("slow", host_of(address)) in cache


def mark_slow(address: str) -> None:
    """Stop requests to the host of a URL for a while."""
    cache.set(cache_key("slow", host_of(address)), "yes", RESPONSE_CACHE_SECONDS)


def host_of(address: str) -> str:
    """Return the host and port of a URL, "" where it is none."""
    return split_url(address).netloc


def run_with_timeout(seconds: float, action: Callable[..., Any], *arguments: Any) -> Any:
    """Call an action with a limit of time. Raises TimeoutError.

    A socket's timeout starts again with every byte, so a slow server could block an editor's
    save for hours. After the timeout the action goes on in a daemon thread.
    """
    future: Future[Any] = Future()

    def work() -> None:
        try:
            future.set_result(action(*arguments))
        except Exception as error:  # raised in the caller by `result()`
            future.set_exception(error)

    Thread(target=work, daemon=True).start()
    return future.result(timeout=seconds)


def download(
    address: str,
    limit: int,
    *,
    params: dict[str, str] | None = None,
    trusted: bool = False,
    is_cut: bool = False,
) -> bytes:
    """Return the content of a URL, `limit` bytes at most; with `is_cut` the start of a longer one.

    Raises OSError, or ValueError for a URL that a foreign response must not make us request:
    one that is not HTTPS, or that leads into our own network. `trusted` is for the providers
    of the settings, not for their redirects. A host that changes its IP address between the
    check and the request is not caught.
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
                return read_at_most(response, limit, is_cut=is_cut)
            address, params = urljoin(address, response.headers["location"]), None
            trusted = False
    raise ValueError("Redirected too often")


def read_at_most(response: requests.Response, limit: int, *, is_cut: bool) -> bytes:
    """Return the body of a response. Raises ValueError where it is larger, unless it is cut."""
    body = bytearray()
    for chunk in response.iter_content(16 * 1024):
        body += chunk
        if len(body) > limit:
            if is_cut:
                break
            raise ValueError(f"More than {limit} bytes")
    return bytes(body)


def is_public(address: str) -> bool:
    """Return whether a URL is HTTPS and its host in the public network."""
    parts = urlsplit(address)
    # With these, parsers of URLs disagree about the host.
    if parts.scheme != "https" or not parts.hostname or "\\" in address or "@" in parts.netloc:
        return False
    found = socket.getaddrinfo(parts.hostname, parts.port or 443)
    hosts = {ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found}
    return all(h.is_global and not h.is_multicast and h not in NAT64_NETWORK for h in hosts)
