"""Compression, and the encoding that a browser prefers."""

import gzip
from collections.abc import Callable
from functools import lru_cache

import brotli

type Encoders = dict[str, Callable[[bytes], bytes]]

# Best first. A higher quality would delay the first response by more than it saves.
ENCODERS: Encoders = {
    "br": lambda body: brotli.compress(body, mode=brotli.MODE_TEXT, quality=5),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}
# For a response that is not cached, or soon another: a tenth of the time, for a fifth more bytes.
QUICK_ENCODERS: Encoders = {
    "br": lambda body: brotli.compress(body, mode=brotli.MODE_TEXT, quality=1),
    "gzip": lambda body: gzip.compress(body, compresslevel=1, mtime=0),
}
DECODERS: Encoders = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
}
IDENTITY = ""
# What is stored where a client takes no encoding.
DEFAULT_ENCODING = "br"
FULL_WEIGHT = 1000  # weights have three decimals
ACCEPT_ENCODING_MAX_LENGTH = 200  # browsers send some twenty characters


def preferred_encoding(accepted: str) -> str:
    """Return the best encoding that `Accept-Encoding` allows; empty for none."""
    return best_encoding(accepted[:ACCEPT_ENCODING_MAX_LENGTH])


def accepts_gzip(accepted: str) -> bool:
    """Return whether `Accept-Encoding` allows gzip."""
    parts = accepted[:ACCEPT_ENCODING_MAX_LENGTH].lower().split(",")
    return dict(map(weight_of, parts)).get("gzip", 0) > 0


@lru_cache(maxsize=1024)
def best_encoding(accepted: str) -> str:
    """Return the encoding for a header, by RFC 9110, 12.5.3.

    An encoding without a weight has the weight 1; `q=0` excludes it.
    """
    weights = dict(weight_of(part) for part in accepted.lower().split(",") if part.strip())
    others = weights.get("*", 0)
    best = max(weights.get(name, others) for name in ENCODERS)
    if best <= 0:
        return IDENTITY
    return next(name for name in ENCODERS if weights.get(name, others) == best)


def weight_of(part: str) -> tuple[str, int]:
    """Return the name and the weight, in thousandths, of a part of the header."""
    name, _, parameters = part.partition(";")
    key, _, value = parameters.partition("=")
    if key.strip() != "q":
        return name.strip(), FULL_WEIGHT
    try:
        return name.strip(), int(min(1, max(0, float(value))) * FULL_WEIGHT)
    except ValueError:  # including "nan"
        return name.strip(), 0
