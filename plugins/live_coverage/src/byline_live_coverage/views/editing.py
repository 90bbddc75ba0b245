"""What editors do with updates, on pages of their own or in place by a script."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from byline_live_coverage import posting
from byline_live_coverage.coverage import edited_coverage, may_post, story_or_404
from byline_live_coverage.forms import UpdateForm, form_of
from byline_live_coverage.models import LiveUpdate
from byline_live_coverage.updates import PER_PAGE

# A script sends it: the answer is the form once more, with what was posted.
IN_PLACE = "in_place"


def for_editors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the story, where the visitor may post updates on it; else ask to sign in."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def checked(request: HttpRequest, number: str, **kwargs: str) -> HttpResponse:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        story = story_or_404(int(number))
        if not may_post(request.user, story):
            raise PermissionDenied
        return view(request, story, **kwargs)

    return checked


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in; what was sent is shown, so that it can be copied."""
    if request.method == "POST":
        context = {"headline": request.POST.get("headline"), "text": request.POST.get("text")}
        return render(request, "byline_live_coverage/signed_out.html", context, status=403)
    return redirect_to_login(request.get_full_path())


@for_editors
def post_update(request: HttpRequest, story: Any) -> HttpResponse:
    """Show the form for an update, and post what is sent."""
    if (coverage := edited_coverage(story)) is None:
        raise Http404
    form = UpdateForm(request.POST if request.method == "POST" else None)
    if coverage.is_over and form.is_bound:
        form.add_error(None, _("This live coverage is over: no more updates can be posted."))
    if form.is_bound and form.is_valid():
        try:
            update = posting.post(story, request.user, form.content, form.cleaned_data["form_key"])
        except posting.RefusedError as error:
            form.refuse(error.reason)
        else:
            if IN_PLACE not in request.POST:
                return redirect(address_of(story, update))
            return posting_form(request, story, UpdateForm(), update)
    return posting_form(request, story, form)


def posting_form(
    request: HttpRequest, story: Any, form: UpdateForm, posted: LiveUpdate | None = None
) -> HttpResponse:
    """Show the form for a new update, and what was posted last."""
    context = {
        "story": story,
        "coverage": edited_coverage(story),
        "form": form,
        "posted": posted,
        "updates": LiveUpdate.objects.on(story.pk)[:PER_PAGE],
    }
    status = 422 if form.is_bound else 201 if posted else 200
    return render(request, "byline_live_coverage/post.html", context, status=status)


@for_editors
def edit_update(request: HttpRequest, story: Any, update: str) -> HttpResponse:
    """Show the form with an update, and store the change."""
    found = LiveUpdate.objects.on(story.pk).filter(pk=int(update)).first()
    if request.method != "POST":
        if found is None:
            raise Http404
        return editing_form(request, story, found, form_of(found))
    form = UpdateForm(request.POST)
    if found is None:
        return give_back(request, story, form)
    if not form.is_valid():
        return editing_form(request, story, found, form)
    try:
        edited = posting.edit(story, request.user, found, form.content)
    except posting.UpdateDeletedError:
        return give_back(request, story, form)
    return redirect(address_of(story, edited))


def give_back(request: HttpRequest, story: Any, form: UpdateForm) -> HttpResponse:
    """Show what was written about a deleted update, as a new one."""
    form.refuse(posting.UpdateDeletedError.reason)
    return posting_form(request, story, form)


def editing_form(
    request: HttpRequest, story: Any, update: LiveUpdate, form: UpdateForm
) -> HttpResponse:
    """Show the form with an update."""
    context = {"story": story, "update": update, "form": form}
    return render(
        request, "byline_live_coverage/edit.html", context, status=422 if form.errors else 200
    )


@for_editors
def delete_update(request: HttpRequest, story: Any, update: str) -> HttpResponse:
    """Ask whether an update is to be deleted, and delete it."""
    found = LiveUpdate.objects.on(story.pk).filter(pk=int(update)).first()
    if request.method == "POST":
        if found:
            posting.delete(story, request.user, found)
        return redirect(address_of(story))
    if found is None:
        raise Http404
    return render(request, "byline_live_coverage/delete.html", {"story": story, "update": found})


def address_of(story: Any, update: LiveUpdate | None = None) -> str:
    """Return where an editor sees the updates: on the story's page, or before it is published."""
    if not story.is_published:
        return reverse("plugins:live_coverage:post", args=[story.pk])
    if update is None:
        return f"{story.url}#live-coverage"
    is_newest = update in LiveUpdate.objects.on(story.pk)[:PER_PAGE]
    return f"{story.url}#update-{update.pk}" if is_newest else update.get_absolute_url()
