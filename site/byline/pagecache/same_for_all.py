"""Requests for what is the same for every client: they cannot go past the page cache."""

from django.conf import settings

from byline.bulkheads.responses import Environ, Response, security_headers
from byline.pagecache.cache_keys import QUERY_MAX_LENGTH, normal_query

CLIENT_HEADERS = ("HTTP_COOKIE", "HTTP_AUTHORIZATION")


def is_same_for_all(path: str) -> bool:
    """Return whether every client gets the same at a path, whatever the query string is."""
    return settings.PAGE_CACHE_SAME_FOR_ALL.fullmatch(path) is not None


def has_parameters(query: str) -> bool:
    """Return whether a query string has more than tracking parameters."""
    return len(query) > QUERY_MAX_LENGTH or (query != "" and normal_query(query) != "")


def without_client(environ: Environ) -> Environ:
    """Return a request without what says who sends it."""
    return {name: value for name, value in environ.items() if name not in CLIENT_HEADERS}


def redirect_to_path(environ: Environ) -> Response:
    """Lead to the address without the query string; not cached, since there are endless ones."""
    response = Response()
    response.status = "302 Found"
    response.headers = [
        ("Location", environ["PATH_INFO"]),
        ("Cache-Control", "no-store"),
        ("Content-Length", "0"),
        *security_headers(is_secure=environ["wsgi.url_scheme"] == "https"),
    ]
    return response
