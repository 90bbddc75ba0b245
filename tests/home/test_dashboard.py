"""The dashboard: the newsroom's name, what one can begin, and what each person has to know."""

from datetime import timedelta
from functools import partial

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Site

from home.models import HomePage
from news.models import Newsroom
from recyclebin.actions import delete
from tests.factories import ArticleFactory, SectionFactory, UserFactory
from tests.queries import capture_queries

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def reporter(db):
    return UserFactory(group="Reporters")


@pytest.fixture
def section_editor(section):
    """An editor of the section News alone."""
    desk = Group.objects.create(name="News desk")
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(codename=codename)
        GroupPagePermission.objects.create(group=desk, page=section, permission=permission)
    user = UserFactory(group="Section editors")
    user.groups.add(desk)
    return user


@pytest.fixture
def dashboard(client):
    """Return the dashboard of a user, parsed."""

    def get(user):
        client.force_login(user)
        return BeautifulSoup(client.get("/admin/").content, "lxml")

    return get


def titles(page, panel):
    return [title.text for title in page.select(f"#{panel}-section .desk-list__title")]


def links(page, panel):
    found = page.select(f"#{panel}-section a.desk-list__title")
    return {link.text: link["href"] for link in found}


def draft(**fields):
    story = ArticleFactory(draft=True, **fields)
    story.save_revision(user=fields.get("owner"))
    return story


def schedule(story, at):
    story.go_live_at = at
    story.save_revision(approved_go_live_at=at)


# --- The newsroom's own ----------------------------------------------------------------


def test_the_dashboard_has_the_name_of_the_newspaper_and_leads_to_the_site(dashboard, editor):
    Newsroom.objects.update_or_create(site=Site.objects.get(), defaults={"name": "The Courier"})
    page = dashboard(editor)
    assert page.h1.text == "The Courier"
    assert page.title.text.strip().endswith("The Courier")
    assert [link.text.strip() for link in page.select(".newsdesk__head a")] == ["To the site"]


@pytest.mark.usefixtures("section")
def test_who_may_write_begins_a_story_there(dashboard, editor, moderator):
    button = dashboard(editor).select_one(".newsdesk__head a")
    assert (button.text.strip(), button["href"]) == ("New story", "/admin/stories/new/")
    assert "New story" not in dashboard(moderator).text


def test_nothing_advertises_the_framework(client, admin_client):
    for address in ("/admin/", "/admin/account/"):
        text = admin_client.get(address).text.lower()
        for words in ("editor guide", "guide.wagtail.org", "what's new", "releases.wagtail"):
            assert words not in text


# --- My drafts -------------------------------------------------------------------------


def test_my_drafts_are_what_i_began_or_changed_last(dashboard, section, reporter, editor):
    draft(parent=section, title="Begun", owner=reporter)
    draft(parent=section, title="Of others", owner=editor)
    changed = ArticleFactory(parent=section, title="Changed", owner=reporter)
    changed.save_revision(user=editor)
    ArticleFactory(parent=section, title="Live", owner=reporter)
    assert titles(dashboard(reporter), "my-drafts") == ["Changed", "Begun"]
    assert titles(dashboard(editor), "my-drafts") == ["Changed", "Of others"]


def test_what_expired_or_is_in_the_bin_is_no_draft(dashboard, section, reporter):
    ArticleFactory(parent=section, title="Expired", owner=reporter).unpublish(set_expired=True)
    delete(draft(parent=section, title="Deleted", owner=reporter), reporter)
    assert titles(dashboard(reporter), "my-drafts") == []


def test_a_draft_that_one_may_not_edit_any_more_is_not_listed(dashboard, section_editor):
    draft(parent=SectionFactory(), owner=section_editor)
    assert titles(dashboard(section_editor), "my-drafts") == []


# --- What comes ------------------------------------------------------------------------


@pytest.fixture
def coming(section):
    """One of each kind, in News, and one in a section of others."""
    now = timezone.now()
    schedule(draft(parent=section, title="Scheduled"), now + HOUR)
    ArticleFactory(parent=section, title="Embargoed", published_at=now + 2 * HOUR)
    ArticleFactory(parent=section, title="Expires", expire_at=now + 3 * HOUR)
    ArticleFactory(parent=section, title="Later", expire_at=now + 8 * DAY)
    ArticleFactory(parent=section, title="Draft", draft=True, published_at=now + DAY)
    ArticleFactory(parent=SectionFactory(), title="Elsewhere", expire_at=now + 4 * HOUR)


@pytest.mark.usefixtures("coming")
def test_what_the_clock_does_in_the_next_days_is_listed_in_its_order(dashboard, editor):
    expected = ["Scheduled", "Embargoed", "Expires", "Elsewhere"]
    page = dashboard(editor)
    assert titles(page, "coming") == [*links(page, "coming")] == expected


@pytest.mark.usefixtures("coming")
def test_a_section_editor_sees_what_comes_in_the_section(dashboard, section_editor):
    assert titles(dashboard(section_editor), "coming") == ["Scheduled", "Embargoed", "Expires"]


@pytest.mark.usefixtures("coming")
def test_a_reporter_sees_what_the_lists_show_and_edits_nothing_of_others(dashboard, reporter):
    page = dashboard(reporter)
    assert titles(page, "coming") == ["Scheduled", "Embargoed", "Expires", "Elsewhere"]
    assert links(page, "coming") == {}


@pytest.mark.usefixtures("coming")
def test_a_moderator_of_comments_sees_no_drafts(dashboard, moderator):
    page = dashboard(moderator)
    assert page.select("#waiting-comments-section")
    for panel in ("my-drafts", "coming", "on-the-front"):
        assert not page.select(f"#{panel}-section")
    assert "Scheduled" not in page.text


# --- The front page --------------------------------------------------------------------


def test_the_stories_on_top_of_the_front_page_lead_to_their_forms(dashboard, section, editor):
    story = ArticleFactory(parent=section, title="On top")
    ArticleFactory(parent=section, title="Hidden", draft=True)
    page = dashboard(editor)
    assert links(page, "on-the-front") == {
        "On top": reverse("wagtailadmin_pages:edit", args=[story.pk])
    }
    assert page.find("a", href=f"/admin/pages/{HomePage.objects.get().pk}/edit/")


def test_they_lead_a_reporter_to_the_site(dashboard, section, reporter):
    story = ArticleFactory(parent=section, title="On top")
    page = dashboard(reporter)
    assert links(page, "on-the-front") == {"On top": story.url}
    assert "Place stories" not in page.text


# --- Costs -----------------------------------------------------------------------------


def test_the_dashboard_costs_as_many_queries_however_many_stories_there_are(
    client, section, editor
):
    client.force_login(editor)
    now = timezone.now()

    def fill(number):
        make = partial(ArticleFactory, parent=section, owner=editor)
        for n in range(number):
            make()
            make(published_at=now + HOUR)
            make(expire_at=now + HOUR)
            schedule(draft(parent=section, owner=editor, title=f"Draft {number} {n}"), now + HOUR)

    def queries():
        client.get("/admin/")
        with capture_queries() as found:
            assert client.get("/admin/").status_code == 200
        return len(found)

    fill(3)
    few = queries()
    fill(15)
    assert queries() == few
