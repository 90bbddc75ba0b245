"""The section of a story, chosen in its form: a new one is made in it, a draft is moved to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _
from wagtail.actions.move_page import MovePageAction
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.coreutils import find_available_slug
from wagtail.models import Page
from wagtail.permissions import policy_registry

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from news.models import ArticlePage, SectionPage

FIELD = "chosen_section"
# The section that the open form was last told: a move by somebody else is not undone by it.
BEFORE_FIELD = f"{FIELD}-before"


def sections_for(user: Any) -> QuerySet[SectionPage]:
    """Return the sections in which a user may add stories, in their order."""
    return sections_where(user, "add")


def sections_where(user: Any, action: str) -> QuerySet[SectionPage]:
    """Return the sections for which a user has a permission."""
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, action)
    sections: QuerySet[SectionPage] = apps.get_model("news.SectionPage").objects.all()
    return sections.filter(pk__in=pages.values("pk")).order_by("path")


def sections_to_choose(user: Any, story: ArticlePage) -> QuerySet[SectionPage]:
    """Return the sections that the form of a story offers: none where it may not be moved.

    A story of somebody else goes only to where the user may edit it afterwards.
    """
    sections = sections_for(user)
    if not story.pk:
        return sections
    was_published = story.live or story.first_published_at
    if was_published or story.alias_of_id or not story.permissions_for_user(user).can_move():
        return sections.none()
    if story.owner_id != user.pk:
        sections &= sections_where(user, "change")
    return sections | apps.get_model("news.SectionPage").objects.filter(pk=story.section_id)


def posted_id(request: HttpRequest, name: str) -> int | None:
    """Return the id that a field of a posted form has; None where it has none."""
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else None


def section_of_new(request: HttpRequest) -> SectionPage | None:
    """Return the section that was chosen for a new story, if the user may add one to it."""
    pk = posted_id(request, FIELD)
    return sections_for(request.user).filter(pk=pk).first() if pk else None


def section_to_move_to(request: HttpRequest, story: ArticlePage) -> SectionPage | None:
    """Return the section that was chosen for a draft, if it is another and the user may."""
    pk = posted_id(request, FIELD)
    if pk in {None, story.section_id, posted_id(request, BEFORE_FIELD)}:
        return None
    return sections_to_choose(request.user, story).filter(pk=pk).first()


def move_draft(story: ArticlePage, section: SectionPage, user: Any) -> None:
    """Move a story that was never published, with a number in its slug if that is taken there."""
    slug = find_available_slug(section, story.slug, ignore_page_id=story.pk)
    if slug != story.slug:
        Page.objects.filter(pk=story.pk).update(slug=slug)
    MovePageAction(story, section, pos="last-child", user=user).execute()


class SectionChoice(WagtailAdminPageForm):
    """The choice of the section, where there is one."""

    chosen_section: Any = forms.ModelChoiceField(
        None,
        label=_("Section"),
        help_text=_("Before it is first published, a story follows this choice when it is saved."),
        required=False,
        empty_label=None,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = sections_to_choose(self.for_user, self.instance) if self.for_user else ()
        if not sections or self.parent_page is None:
            del self.fields[FIELD]
            return
        self.fields[FIELD].queryset = sections
        self.initial[FIELD] = self.parent_page.pk

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """Say in the open form which section the story is in now."""
        updates: list[tuple[str, str]] = super().get_field_updates_for_resave()
        if FIELD in self.fields and self.parent_page is not None:
            updates.append((BEFORE_FIELD, str(self.parent_page.pk)))
        return updates
