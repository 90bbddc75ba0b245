"""The client of a request: its IP address, and what stands for it in the database."""

import hmac
import re
from collections.abc import Iterable
from hashlib import sha256
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

# Browsers distinguished per address: an office is more than one reader, and a client that
# invents user agents counts at most this often.
BROWSERS_PER_ADDRESS = 8

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

# Some proxies add the port: `192.0.2.7:5678`, `[2001:db8::7]:5678`, `[2001:db8::7]`.
ADDRESS_WITH_PORT = re.compile(
    r"(?P<v4>[0-9.]+):[0-9]{1,5}|\[(?P<v6>[^\]]+)\](?::[0-9]{1,5})?", re.ASCII
)


def client_address(request: HttpRequest) -> str:
    """Return the address of the client, empty where it is connected by a Unix socket.

    From one of `TRUSTED_PROXIES` that is the last address in `X-Forwarded-For` which is not such
    a proxy itself. Clients can forge those before it.
    """
    address = read_address(request.META.get("REMOTE_ADDR", ""))
    claimed = request.headers.get("X-Forwarded-For", "").split(",")
    for claim in map(read_address, reversed(claimed)):
        if not is_trusted(address) or claim is None:
            break
        address = claim
    return str(address or "")


def read_address(text: str) -> Address | None:
    """Return an address without its port; None where the text is none.

    An IPv4-mapped IPv6 address becomes the IPv4 address.
    """
    if found := ADDRESS_WITH_PORT.fullmatch(text.strip()):
        text = found["v4"] or found["v6"]
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_trusted(address: Address | None) -> bool:
    """Return whether an address is a trusted proxy. A socket is, if there are any proxies."""
    networks = settings.TRUSTED_PROXIES
    return bool(networks) if address is None else any(address in network for network in networks)


def client_network(request: HttpRequest) -> str:
    """Return the network of a client, to count its requests by.

    That is the IPv4 address, or the /64 of an IPv6 address: a client can choose the rest.
    """
    text = client_address(request)
    is_v6 = isinstance(read_address(text), IPv6Address)
    return str(ip_network((text.partition("%")[0], 64), strict=False)) if is_v6 else text


def visitor_of(request: HttpRequest, key: bytes) -> str:
    """Return the keyed hash of a client's network and a bucket of its user agents.

    The same visitor has the same hash with the same key, and nobody can tell who it was once the
    key is deleted.
    """
    name = request.headers.get("User-Agent", "").encode()
    browser = sha256(name).digest()[0] % BROWSERS_PER_ADDRESS
    return hmac.digest(key, f"{client_network(request)} {browser}".encode(), "sha256").hex()[:32]


def masked_address(request: HttpRequest) -> str:
    """Return a private IPv6 address with a keyed hash of the client's network.

    django-axes stores it in place of the real one.
    """
    digest = salted_hmac("byline.address", client_network(request), algorithm="sha256").digest()
    return str(IPv6Address(b"\xfd" + digest[:15]))


def read_networks(texts: Iterable[str]) -> list[Network]:
    """Return the networks of the setting. Raises ImproperlyConfigured."""
    try:
        return [ip_network(text.strip()) for text in texts]
    except ValueError as error:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES: {error}.") from error
