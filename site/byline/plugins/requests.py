"""What plugins need to take something from readers, who have no cookie."""

from django.http import HttpRequest

from byline import limits
from byline.client_ip import client_network, visitor_of
from byline.cross_site import is_cross_site
from byline.limits import MINUTE_SECONDS

__all__ = ["is_cross_site", "seconds_to_wait", "visitor_of"]


def seconds_to_wait(
    request: HttpRequest, action: str, limit: int, seconds: int = MINUTE_SECONDS
) -> int:
    """Count an action of a client; return how long to wait if it is over the limit, else 0.

    The limit is for fixed windows of so many seconds, and for all clients of a network: an IPv4
    address, or the /64 of an IPv6 address. `action` starts with the name of the plugin.
    """
    return limits.seconds_to_wait(client_network(request), action, limit, seconds)
