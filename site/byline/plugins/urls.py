"""The addresses of plugins: below `/plugins/<name>/` and `/fragments/plugins/<name>/`."""

from collections.abc import Callable, Iterable
from functools import partial, wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, include, path
from django.urls.resolvers import URLResolver

from byline.client_ip import client_network
from byline.outages import refuse
from byline.plugins.guard import call, is_switched_off
from byline.plugins.problems import handled_fault, is_interrupt
from byline.plugins.registry import contributions_of
from byline.plugins.threads import CallLimitError

type View = Callable[..., HttpResponseBase]

# What a view raises for what somebody has sent.
ANSWERS = (Http404, PermissionDenied, BadRequest, SuspiciousOperation, MultiPartParserError)
# Of a response that is streamed.
STREAM_MAX_BYTES = 20 * 1024 * 1024


def patterns_of(hook: str) -> list[URLResolver]:
    """Return the patterns that plugins contribute by a hook, each below its plugin's name."""
    by_plugin: dict[str, list[URLPattern]] = {}
    for plugin, pattern in contributions_of(hook, URLPattern):
        by_plugin.setdefault(plugin, []).append(limited(plugin, hook, pattern))
    return [
        path(f"{plugin}/", include((patterns, plugin), namespace=plugin))
        for plugin, patterns in by_plugin.items()
    ]


def limited(plugin: str, hook: str, pattern: URLPattern) -> URLPattern:
    """Return a pattern whose view is called as all of a plugin is, and 404 while it is off."""
    view = pattern.callback
    respond = fragment_response if hook == "fragments" else page_response

    @wraps(view)
    def call_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_switched_off(plugin):
            raise Http404
        act = partial(complete_response, view, request, *args, **kwargs)
        client = client_network(request) if hook == "urls" else ""
        return respond(request, partial(call, plugin, hook, act, expected=ANSWERS, client=client))

    return URLPattern(pattern.pattern, call_view, pattern.default_args, pattern.name)


def complete_response(
    view: View, request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponseBase:
    """Return the response of a view with its whole body: it belongs to the time of the call.

    Raises TypeError where it is no response, ValueError where it streams too much.
    """
    response = view(request, *args, **kwargs)
    if not isinstance(response, HttpResponseBase):
        raise TypeError(f"A view returned {response!r}, no response.")
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = [read_stream(response)]
    return response


def read_stream(chunks: Iterable[bytes]) -> bytes:
    """Return what is streamed. Raises ValueError where it is too much."""
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > STREAM_MAX_BYTES:
            raise ValueError(f"A view streams more than {STREAM_MAX_BYTES} bytes.")
    return bytes(body)


def page_response(request: HttpRequest, respond: View) -> HttpResponseBase:
    """Return the response of a page: 503 where it takes too long, or its plugin is paused."""
    try:
        return respond()
    except CallLimitError:
        return refuse(request, HTTPStatus.SERVICE_UNAVAILABLE)
    except BaseException as error:
        if isinstance(error, Exception) or is_interrupt(error):
            raise
        raise RuntimeError("The view of a plugin failed.") from error  # no request ends a thread


def fragment_response(_request: HttpRequest, respond: View) -> HttpResponseBase:
    """Return the response of a fragment: empty where it fails, for it may be part of a page."""
    with handled_fault():  # it is noted
        try:
            return respond()
        except ANSWERS:
            return HttpResponse(status=HTTPStatus.NOT_FOUND)
    return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)


app_name = "plugins"
urlpatterns = patterns_of("urls")
