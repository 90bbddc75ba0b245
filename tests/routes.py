"""The routes of the URL configuration, and addresses that they match."""

import re
from itertools import product

from django.urls import Resolver404, get_resolver, resolve
from django.urls.resolvers import URLResolver

PART = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)|<(?:\w+:)?(\w+)>|\((?:[^()]|\([^()]*\))*\)")


def routes(resolver=None, before=""):
    """Yield the routes below a resolver, as they are written."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one, route)
        else:
            yield route


def fill(route, parts):
    """Return an address: a route whose parts are filled in."""
    left = iter(parts)
    address = PART.sub(lambda _: next(left), route)
    return "/" + address.replace("^", "").replace("$", "").replace("\\.", ".")


def part_names(route):
    """Return the names of the parts of a route; empty for one without."""
    return [one or two for one, two in PART.findall(route)]


def addresses(route, values):
    """Yield the addresses that a route matches with these values in its parts.

    `values` are by the name of the part; those of None are for all others.
    """
    for parts in product(*(values.get(name, values[None]) for name in part_names(route))):
        address = fill(route, parts)
        if matched(address) == route:
            yield address


def matched(address):
    """Return the route that an address leads to, without the marks of its beginning."""
    try:
        return resolve(address).route.replace("^", "")
    except Resolver404:
        return None
