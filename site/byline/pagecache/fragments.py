"""Fragments: parts of pages that are views of their own, cached for all pages together."""

from collections.abc import Callable
from copy import copy
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.context import Context
from django.urls import resolve, reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from byline.pagecache.esi import include_tag
from byline.pagecache.recording import current, mark_cacheable

type FragmentView = Callable[..., HttpResponse | SafeString | None]


def fragment(*parameters: str) -> Callable[[FragmentView], Callable[..., HttpResponse]]:
    """Make a view of a function that returns HTML, the same for every visitor; None is a 404.

    `parameters` are those of the query string that it reads. It may also return a response with
    an `ETag` of its own, that of all its encodings, which begins with `W/`.
    """

    def decorate(render: FragmentView) -> Callable[..., HttpResponse]:
        @require_safe
        @wraps(render)
        def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            mark_cacheable(request, *parameters)
            if recording := current():
                recording.is_fragment = True
            found = render(request, *args, **kwargs)
            if not isinstance(found, HttpResponse):
                found = HttpResponse(found or "", status=200 if found is not None else 404)
            found["X-Robots-Tag"] = "noindex"
            return found

        return view

    return decorate


def include_fragment(context: Context, name: str, *args: Any, **query: Any) -> SafeString:
    """Return the fragment at the URL `fragments:<name>`, or the include that the cache resolves.

    `query` are parameters of its query string; those that are None are left out. Raises
    RuntimeError within a fragment.
    """
    address = reverse(f"fragments:{name}", args=args)
    if given := {name: value for name, value in query.items() if value is not None}:
        address += f"?{urlencode(given)}"
    if recording := current():
        if recording.is_fragment:
            raise RuntimeError(f"A fragment includes no other: {address}")
        recording.fragments.add(address)
        # Compressed only once its includes are resolved.
        context["request"].META.pop("HTTP_ACCEPT_ENCODING", None)
        return include_tag(address)
    path, _, parameters = address.partition("?")
    view, args, kwargs = resolve(path)
    own = copy(context["request"])
    own.path = own.path_info = path
    own.method = "GET"
    vars(own)["GET"] = QueryDict(parameters)
    return mark_safe(view(own, *args, **kwargs).content.decode())  # noqa: S308 (it is HTML)
