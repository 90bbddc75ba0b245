"""The address of challenges."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from byline_altcha.challenges import new_challenge


@never_cache
@require_GET
def challenge(request: HttpRequest) -> HttpResponse:
    """Return a challenge, another one each time."""
    return JsonResponse(new_challenge())
