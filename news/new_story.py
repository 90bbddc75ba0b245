"""*New story*: what leads from every page to the form of a new story, with its first values."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_denied
from wagtail.admin.menu import MenuItem
from wagtail.admin.userbar import BaseItem
from wagtail.models import Page

from news.models import ArticlePage, Author, Byline, SectionPage
from news.section_choice import sections_for

NEW_STORY_URL = reverse_lazy("new_story")


def may_add_stories(user: Any) -> bool:
    """Return whether there is a section in which the user may add stories."""
    return sections_for(user).exists()


def first_choice(user: Any) -> SectionPage | None:
    """Return the section of the story that the user began last, or the first they may write in."""
    sections = sections_for(user)
    own = ArticlePage.objects.filter(owner=user, alias_of=None, section__in=sections.values("pk"))
    last_used = own.order_by("-pk").values("section")[:1]
    return sections.filter(pk__in=last_used).first() or sections.first()


@require_safe
def new_story(request: HttpRequest) -> HttpResponse:
    """Lead to the form of a new story; its section can be changed there."""
    section = first_choice(request.user)
    if section is None:
        return permission_denied(request)
    return redirect("wagtailadmin_pages:add", "news", "articlepage", section.pk)


class NewStoryMenuItem(MenuItem):
    """The first item of the menu."""

    def __init__(self) -> None:
        options = {"name": "new-story", "icon_name": "plus", "order": 1}
        super().__init__(_("New story"), NEW_STORY_URL, **options)

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the person may add a story somewhere."""
        return may_add_stories(request.user)


class NewStoryUserbarItem(BaseItem):
    """The item of the bar on the pages of the site."""

    template_name = "news/admin/userbar_new_story.html"


def add_to_userbar(request: HttpRequest, items: list[Any], page: Page | None) -> None:
    """Add the item for whoever may add a story somewhere, after the link to the admin."""
    if may_add_stories(request.user):
        items.insert(1, NewStoryUserbarItem())


def prefill_byline(page: Page, **kwargs: Any) -> None:
    """Begin a new story with the byline of the person who writes it."""
    if isinstance(page, ArticlePage):
        author = Author.objects.filter(user=page.owner).first()
        page.bylines.set([Byline(author=author)] if author else [])
