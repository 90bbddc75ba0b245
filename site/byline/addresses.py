"""Where a request comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address of whoever sent a request, empty where it came over a socket.

    `X-Forwarded-For` counts where the request came from one of `TRUSTED_PROXIES`: then it is
    the last address in it that is not such a proxy itself. Those before it are what a client
    claims.
    """
    address: str = request.META.get("REMOTE_ADDR", "")
    claimed = request.headers.get("X-Forwarded-For", "").split(",")
    for claim in reversed(claimed):
        if not is_trusted(address) or not is_address(claim.strip()):
            break
        address = claim.strip()
    return address


def is_address(text: str) -> bool:
    """Tell whether a text is an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_trusted(address: str) -> bool:
    """Tell whether an address is a proxy of ours. A socket is one where there are any."""
    networks = settings.TRUSTED_PROXIES
    if not address:
        return bool(networks)
    if not is_address(address):
        return False
    return any(ipaddress.ip_address(address) in network for network in networks)
