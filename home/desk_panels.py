"""The panels of the dashboard that list stories: my drafts, what comes, the front page."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.ui.components import Component
from wagtail.models import Page, PageQuerySet, Revision
from wagtail.permissions import policy_registry

from home.models import HomePage
from news.choosers import explorable_by
from news.models import ArticlePage

DRAFTS_LIMIT = 8
COMING_LIMIT = 12
COMING_WITHIN = timedelta(days=7)


# Wagtail's, of what waits for this person, and of what is theirs and waits for others.
WAITING_PANELS = {"workflow_objects_to_moderate", "user_objects_in_workflow_moderation"}


class Coming(NamedTuple):
    """What the clock does to a story, and when."""

    at: datetime
    what: str | Promise
    story: ArticlePage


class DeskPanel(Component):
    """A panel with a list of stories."""

    class Media:
        css = {"all": ["css/admin/dashboard.css"]}


def editable_by(user: Any) -> PageQuerySet:
    """Return the pages that a user may edit."""
    return policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")


def with_permission(user: Any, stories: Any) -> Any:
    """Annotate stories with `may_edit`, and fetch what lists show of them."""
    stories = stories.annotate(may_edit=Exists(editable_by(user).filter(pk=OuterRef("pk"))))
    return stories.select_related("section").defer_streamfields()


class MyDraftsPanel(DeskPanel):
    """The stories that a person began or changed last, and that are not published as they are."""

    name = "my_drafts"
    template_name = "home/admin/my_drafts_panel.html"
    order = 60

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Add the drafts, the newest first."""
        return {"stories": drafts_of(parent_context["request"].user)}


def drafts_of(user: Any) -> Any:
    """Return the drafts that a user works on and may edit, the last changed first."""
    is_mine = Q(owner=user) | Q(latest_revision__user=user)
    is_draft = Q(live=False, expired=False) | Q(live=True, has_unpublished_changes=True)
    stories = ArticlePage.objects.filter(is_mine, is_draft, alias_of=None)
    stories = stories.filter(pk__in=editable_by(user).values("pk"))
    stories = stories.order_by("-latest_revision_created_at", "-pk").select_related("section")
    stories = stories.defer_streamfields().annotate_approved_schedule().prefetch_workflow_states()
    return stories[:DRAFTS_LIMIT]


class ComingPanel(DeskPanel):
    """What the clock publishes, shows and takes down in the next days."""

    name = "coming"
    template_name = "home/admin/coming_panel.html"
    order = 70

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Add it, the next first."""
        return {"coming": coming_for(parent_context["request"].user)}


def coming_for(user: Any) -> list[Coming]:
    """Return what happens to the stories that a user's lists show. Costs four queries."""
    now = timezone.now()
    days = (now, now + COMING_WITHIN)
    listed = ArticlePage.objects.filter(alias_of=None, pk__in=explorable_by(user).values("pk"))
    stories = with_permission(user, listed)
    found = [Coming(at, _("Published"), story) for at, story in scheduled(stories, days)]
    for field, what in (("published_at", _("Embargo ends")), ("expire_at", _("Disappears"))):
        live = stories.filter(live=True, **{f"{field}__range": days}).order_by(field, "pk")
        found += [Coming(getattr(story, field), what, story) for story in live[:COMING_LIMIT]]
    return sorted(found, key=attrgetter("at", "story.pk"))[:COMING_LIMIT]


def scheduled(
    stories: Any, days: tuple[datetime, datetime]
) -> Iterable[tuple[datetime, ArticlePage]]:
    """Yield the stories of which a version is published by itself, with the time."""
    revisions = Revision.objects.page_revisions().filter(approved_go_live_at__range=days)
    times = dict(revisions.order_by().values_list("object_id", "approved_go_live_at"))
    for story in stories.filter(pk__in=[int(pk) for pk in times]):
        yield times[str(story.pk)], story


class OnTheFrontPanel(DeskPanel):
    """The stories on top of the front page, as readers see it."""

    name = "on_the_front"
    template_name = "home/admin/on_the_front_panel.html"
    order = 80

    def __init__(self, home: HomePage) -> None:
        self.home = home

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Add the stories, and which of them the user may edit."""
        user = parent_context["request"].user
        front = self.home.front()
        places = [place for place in front.places() if place[1]][:2]
        ids = [story.pk for _place, stories in places for story in stories]
        pages = editable_by(user).filter(pk__in=[*ids, self.home.pk])
        editable = set(pages.values_list("pk", flat=True))
        for _place, stories in places:
            for story in stories:
                story.may_edit = story.pk in editable
        return {"places": places, "home": self.home, "may_place": self.home.pk in editable}


def add_desk_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panels for people who work on pages; what waits for them comes after the drafts."""
    for panel in panels:
        if getattr(panel, "name", "") in WAITING_PANELS:
            panel.order = 65
    if user_has_any_page_permission(request.user):
        panels += [MyDraftsPanel(), ComingPanel()]
        if home := HomePage.objects.first():
            panels.append(OnTheFrontPanel(home))
