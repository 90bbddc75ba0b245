"""Where a request comes from."""

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

# Some proxies add the port: `192.0.2.7:5678`, `[2001:db8::7]:5678`, `[2001:db8::7]`.
ADDRESS_WITH_PORT = re.compile(
    r"(?P<v4>[0-9.]+):[0-9]{1,5}|\[(?P<v6>[^\]]+)\](?::[0-9]{1,5})?", re.ASCII
)


def client_address(request: HttpRequest) -> str:
    """Return the address of whoever sent a request, empty where it came over a socket.

    `X-Forwarded-For` counts where the request came from one of `TRUSTED_PROXIES`: then it is
    the last address in it that is not such a proxy itself. Those before it are what a client
    claims.
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

    An IPv4 address that is written as one of IPv6 is the IPv4 address.
    """
    if found := ADDRESS_WITH_PORT.fullmatch(text.strip()):
        text = found["v4"] or found["v6"]
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_trusted(address: Address | None) -> bool:
    """Tell whether an address is a proxy of ours. A socket is one where there are any."""
    networks = settings.TRUSTED_PROXIES
    return bool(networks) if address is None else any(address in network for network in networks)


def household(request: HttpRequest) -> str:
    """Return what the requests of one connection have in common.

    That is the address; of IPv6 the first 64 bits: the rest is one household's to change.
    """
    text = client_address(request)
    is_v6 = isinstance(read_address(text), IPv6Address)
    return str(ip_network((text.partition("%")[0], 64), strict=False)) if is_v6 else text


def masked_address(request: HttpRequest) -> str:
    """Return a private IPv6 address that stands for the household, and tells nobody which it is.

    For what wants an address to store: the protection of the sign-in.
    """
    digest = salted_hmac("byline.address", household(request), algorithm="sha256").digest()
    return str(IPv6Address(b"\xfd" + digest[:15]))


def read_networks(texts: Iterable[str]) -> list[Network]:
    """Return the networks that the setting names. Raises ImproperlyConfigured."""
    try:
        return [ip_network(text.strip()) for text in texts]
    except ValueError as error:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES: {error}.") from error
