"""Which answers the page cache keeps, and how often those may be asked for that it does not."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from api.decorators import too_many_requests
from api.parameters import PhotoParameters, StoryParameters
from api.tokens import client_of
from byline.limits import seconds_to_wait
from byline.pagecache import mark_cacheable


def cacheable(request: HttpRequest, parameters: BaseModel) -> None:
    """Have the page cache keep the response: the same for everybody who sends the parameters."""
    mark_cacheable(request, *type(parameters).model_fields)


def keep_or_count(
    request: HttpRequest, parameters: StoryParameters | PhotoParameters
) -> HttpResponse | None:
    """Have the page cache keep a list. Count a search instead, and return 429 for one too many."""
    if not parameters.is_search:
        cacheable(request, parameters)
        return None
    wait = seconds_to_wait(client_of(request), "search", settings.SEARCHES_PER_MINUTE)
    return too_many_requests(wait) if wait else None
