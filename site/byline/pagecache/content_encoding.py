"""How a page is compressed, and which way a browser prefers."""

import gzip
from collections.abc import Callable
from functools import lru_cache

import brotli

type Encoders = dict[str, Callable[[bytes], bytes]]

# Best first. Better compression would hold up the first reader for longer than it saves.
ENCODERS: Encoders = {
    "br": lambda body: brotli.compress(body, mode=brotli.MODE_TEXT, quality=5),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
    "": lambda body: body,
}
# For what is sent once: a tenth of the time, for a fifth more bytes.
QUICK_ENCODERS: Encoders = {
    "br": lambda body: brotli.compress(body, mode=brotli.MODE_TEXT, quality=1),
    "gzip": lambda body: gzip.compress(body, compresslevel=1, mtime=0),
    "": lambda body: body,
}
PLAIN = ""
WHOLE = 1000  # the weights of HTTP have three decimals
LONGEST = 200  # characters of the header that are read: browsers send some twenty


def preferred_encoding(accepted: str) -> str:
    """Return the best encoding that a header `Accept-Encoding` allows; empty for none."""
    return best_encoding(accepted[:LONGEST])


@lru_cache(maxsize=1024)
def best_encoding(accepted: str) -> str:
    """Return the encoding for a header that is no longer than needed.

    As RFC 9110, 12.5.3, says: what has no weight is wanted wholly, `q=0` not at all.
    """
    weights = dict(weight_of(part) for part in accepted.lower().split(",") if part.strip())
    others = weights.get("*", 0)
    best = max(weights.get(name, others) for name in ENCODERS if name)
    if best <= 0:
        return PLAIN
    return next(n for n in ENCODERS if n and weights.get(n, others) == best)


def weight_of(part: str) -> tuple[str, int]:
    """Return the name and the weight, in thousandths, of a part of the header."""
    name, _, parameters = part.partition(";")
    key, _, value = parameters.partition("=")
    if key.strip() != "q":
        return name.strip(), WHOLE
    try:
        return name.strip(), int(min(1, max(0, float(value))) * WHOLE)
    except ValueError:  # including "nan"
        return name.strip(), 0
