"""How values of the second level are stored: with what shows that they are whole."""

import json
from hashlib import blake2b

# The first line of each value. Another number makes all that is stored a miss.
MAGIC = b"Byline page cache 1"
VALUE_MAX_BYTES = 16 * 1024 * 1024


def pack(name: str, value: bytes) -> bytes:
    """Return a value as it is stored: with its name, its length and a checksum."""
    checksum = blake2b(value, digest_size=16).hexdigest()
    header = f"{json.dumps(name)}\n{len(value)}\n{checksum}\n"
    return b"%s\n%s%s" % (MAGIC, header.encode(), value)


def unpack(name: str, data: bytes) -> bytes | None:
    """Return the value, or None if this is not what `pack()` made of it."""
    value = data.split(b"\n", 4)[-1]
    return value if data == pack(name, value) else None


def digest(name: str) -> str:
    """Return the name of a file or the key for a value: 40 characters."""
    return blake2b(json.dumps(name).encode(), digest_size=20).hexdigest()
