"""Authors and topics that are chosen by typing, and made on the spot."""

from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from wagtail.log_actions import log

from news.models import Author, Topic

MODELS: dict[str, type[Author] | type[Topic]] = {"authors": Author, "topics": Topic}
SUGGESTIONS_LIMIT = 8


@never_cache
@require_GET
def suggest_names(request: HttpRequest, kind: str) -> JsonResponse:
    """Return `options`: those whose name, or a word of it, begins with what is typed."""
    words = request.GET.get("q", "").replace("\0", "").strip()
    names = model_of(kind).objects.order_by("name")
    begins = names.filter(name__istartswith=words)[:SUGGESTIONS_LIMIT]
    found = {subject.pk: subject for subject in begins}
    if words and len(found) < SUGGESTIONS_LIMIT:
        within = names.filter(name__icontains=f" {words}")[:SUGGESTIONS_LIMIT]
        found |= {subject.pk: subject for subject in within}
    options = [as_option(subject) for subject in list(found.values())[:SUGGESTIONS_LIMIT]]
    return JsonResponse({"options": options})


@require_POST
def add_name(request: HttpRequest, kind: str) -> JsonResponse:
    """Make an author or a topic, and return it as an option; one that has the name already.

    Status 422 with `notes` for what is no name.
    """
    model = model_of(kind)
    if not may_add(request, kind):
        raise PermissionDenied
    subject = model(name=request.POST.get("name", "").strip())
    try:
        if known := model.objects.filter(name__iexact=subject.name).first():
            return JsonResponse(as_option(known))
        subject.full_clean()
        with transaction.atomic():
            subject.save()
    except ValidationError as error:
        return JsonResponse({"notes": error.messages}, status=422)
    except IntegrityError:  # somebody else was quicker
        return JsonResponse(as_option(model.objects.get(name=subject.name)))
    log(subject, "wagtail.create", user=request.user)
    return JsonResponse(as_option(subject))


def model_of(kind: str) -> type[Author] | type[Topic]:
    """Return the model that an address names. Raises Http404."""
    try:
        return MODELS[kind]
    except KeyError:
        raise Http404 from None


def may_add(request: HttpRequest, kind: str) -> bool:
    """Return whether the person may make one."""
    options = MODELS[kind]._meta
    return request.user.has_perm(f"{options.app_label}.{get_permission_codename('add', options)}")


def as_option(subject: Author | Topic) -> dict[str, object]:
    """Return an author or a topic as the script offers it."""
    return {"id": subject.pk, "label": subject.name, "details": getattr(subject, "job_title", "")}
