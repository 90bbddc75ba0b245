"""What is left to do in a new newsroom, on the dashboard of its administrators."""

from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from home.models import HomePage, StandardPage
from home.records import FrontPlacement
from news.models import ArticlePage, Author, Newsroom, SectionPage


class Step(NamedTuple):
    """One thing to do, where that is done, and whether it was."""

    title: str
    text: str
    url: str
    is_done: bool = False


class FirstStepsPanel(Component):
    """Lists the first steps."""

    name = "first_steps"
    template_name = "home/admin/first_steps_panel.html"
    order = 20

    class Media:
        css = {"all": ["css/admin/front.css"]}

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Add the steps."""
        return {"steps": self.steps}


def add_first_steps_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel for administrators, until a story was placed on the front page."""
    if not request.user.is_superuser or FrontPlacement.objects.exists():
        return
    if home := HomePage.objects.first():
        panels.append(FirstStepsPanel(first_steps(home)))


def first_steps(home: HomePage) -> list[Step]:
    """Return the steps, in the order in which they are best taken."""
    site = home.get_site()
    newsroom = Newsroom.for_site(site)
    section = SectionPage.objects.child_of(home).order_by("path").first()
    edit_home = reverse("wagtailadmin_pages:edit", args=[home.pk])
    explore_home = reverse("wagtailadmin_explore", args=[home.pk])
    add_story = reverse("new_story") if section else explore_home
    return [
        Step(
            _("Say who you are"),
            _("The line under the name, the publisher, an address for readers, and the logo."),
            reverse("wagtailsettings:edit", args=["news", "newsroom", site.pk]),
            bool(newsroom.publisher and newsroom.contact_email),
        ),
        Step(
            _("Make the sections yours"),
            _("Rename, add and order them; delete those that you do not need."),
            explore_home,
            SectionPage.objects.exclude(description="").exists(),
        ),
        Step(
            _("Add yourself as an author"),
            _("With a portrait and a few words; each author has a page."),
            reverse("wagtailsnippets_news_author:add"),
            Author.objects.exists(),
        ),
        Step(
            _("Give your colleagues accounts"),
            _("Reporters write, editors publish, comment moderators read what readers write."),
            reverse("wagtailusers_users:index"),
            get_user_model().objects.count() > 1,
        ),
        Step(
            _("Write the first story and publish it"),
            _("A headline, a standfirst, a photo with its credit, and the text."),
            add_story,
            ArticlePage.objects.live().exists(),
        ),
        Step(
            _("Say in a page who makes the paper"),
            _("“About us” and “Contact” are linked at the foot of each page."),
            reverse("wagtailadmin_pages:add", args=["home", "standardpage", home.pk]),
            StandardPage.objects.live().exists(),
        ),
        Step(
            _("Place a story on the front page"),
            _("Whatever you do not place fills itself with what is new and read."),
            edit_home,
        ),
    ]
