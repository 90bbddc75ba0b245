"""*New story*: one address for all, the section a field of the form, the byline one's own."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission, PageLogEntry

from news.models import ArticlePage
from tests.factories import ArticleFactory, AuthorFactory, SectionFactory, UserFactory
from tests.news.editing import Desk, form_data

pytestmark = pytest.mark.django_db

NEW_STORY = "/admin/stories/new/"


@pytest.fixture
def sport(db):
    return SectionFactory(title="Sport", slug="sport")


def desk_of(client, section, *codenames, user=None):
    """Return the desk of somebody who has permissions in one section only."""
    group = Group.objects.create(name=f"Desk of {section.slug} {codenames}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in codenames:
        permission = Permission.objects.get(codename=codename)
        GroupPagePermission.objects.create(group=group, page=section, permission=permission)
    user = user or UserFactory()
    user.groups.add(group)
    return Desk(client, user), user


def address_of_new(section):
    return reverse("wagtailadmin_pages:add", args=["news", "articlepage", section.pk])


def choices(client, url):
    form = BeautifulSoup(client.get(url).content, "lxml")
    return [option.text for option in form.select("[name=chosen_section] option")]


def autosave(client, url, **fields):
    data = {**form_data(**fields), "autosave": "1"}
    return client.post(url, data, headers={"accept": "application/json"})


# --- One address -----------------------------------------------------------------------


def test_the_first_section_is_offered_to_who_wrote_nothing_yet(section, sport, desk):
    assert desk.client.get(NEW_STORY).url == address_of_new(section)


def test_the_section_of_the_story_begun_last_is_offered(section, sport, desk, editor):
    ArticleFactory(parent=section, owner=editor)
    ArticleFactory(parent=sport, owner=editor)
    ArticleFactory(parent=section, owner=UserFactory())
    assert desk.client.get(NEW_STORY).url == address_of_new(sport)


def test_a_section_in_which_one_may_not_write_any_more_is_not_offered(section, sport, client):
    desk, user = desk_of(client, sport, "add_page")
    ArticleFactory(parent=section, owner=user)
    assert desk.client.get(NEW_STORY).url == address_of_new(sport)


@pytest.mark.parametrize(
    ("group", "is_shown"), [("Reporters", True), ("Editors", True), ("Comment moderators", False)]
)
def test_the_menu_and_the_userbar_offer_it_to_who_may_write(section, client, group, is_shown):
    client.force_login(UserFactory(group=group))
    assert (f'"{NEW_STORY}"' in client.get("/admin/account/").text) is is_shown
    assert (NEW_STORY in client.get(section.url).text) is is_shown
    assert (client.get(NEW_STORY).url != reverse("wagtailadmin_home")) is is_shown


# --- The section of a new story --------------------------------------------------------


def test_the_form_offers_the_sections_in_which_one_may_write(section, sport, client):
    desk_of(client, sport, "add_page")
    assert choices(client, address_of_new(sport)) == ["Sport"]


@pytest.mark.parametrize("action", ["draft", "publish"])
def test_a_new_story_is_made_in_the_section_that_was_chosen(section, sport, desk, action):
    author = [{"author": AuthorFactory().pk, "role": ""}]
    desk.add(section, action, chosen_section=sport.pk, bylines=author)
    story = ArticlePage.objects.get()
    assert (story.get_parent().pk, story.section) == (sport.pk, sport)
    assert story.live is (action == "publish")


def test_a_story_that_saves_itself_is_made_in_the_section_that_was_chosen(section, sport, desk):
    answer = autosave(desk.client, address_of_new(section), chosen_section=sport.pk).json()
    assert answer["field_updates"]["chosen_section-before"] == str(sport.pk)
    assert ArticlePage.objects.get().section == sport


def test_no_story_is_made_in_a_section_in_which_one_may_not_write(section, sport, client):
    desk, _ = desk_of(client, sport, "add_page")
    response = desk.add(sport, "draft", chosen_section=section.pk)
    assert "chosen_section" in response.context["form"].errors
    assert not ArticlePage.objects.exists()


@pytest.mark.parametrize("value", ["", "0", "x", "²"])
def test_what_is_no_section_makes_a_story_nowhere_else(section, desk, value):
    desk.add(section, "draft", chosen_section=value)
    assert {story.section for story in ArticlePage.objects.all()} <= {section}


# --- A draft that moves ----------------------------------------------------------------


@pytest.fixture
def draft(section):
    story = ArticleFactory(parent=section, title="Fog", slug="fog", draft=True)
    story.save_revision()
    return story


def edit_address(story):
    return reverse("wagtailadmin_pages:edit", args=[story.pk])


def test_a_draft_moves_when_it_is_saved_and_says_so(section, sport, desk, draft):
    response = desk.edit(draft, "draft", chosen_section=sport.pk, follow=True)
    draft.refresh_from_db()
    assert (draft.get_parent(update=True).pk, draft.section) == (sport.pk, sport)
    assert draft.url_path.endswith("/sport/fog/")
    assert "The story was moved from News to Sport." in response.text
    assert PageLogEntry.objects.filter(page=draft.pk, action="wagtail.move").exists()


def test_a_draft_moves_when_it_saves_itself_and_says_so(section, sport, desk, draft):
    fields = {"title": "Fog", "slug": "fog", "chosen_section": sport.pk, "standfirst": "New"}
    answer = autosave(desk.client, edit_address(draft), **fields).json()
    assert "The story was moved from News to Sport." in answer["html"]
    assert answer["field_updates"]["chosen_section-before"] == str(sport.pk)
    draft.refresh_from_db()
    assert draft.section == sport
    assert draft.get_latest_revision_as_object().standfirst == "New"


def test_a_draft_is_published_in_the_section_to_which_it_moves(section, sport, desk, draft):
    author = [{"author": AuthorFactory().pk, "role": ""}]
    desk.edit(draft, "publish", chosen_section=sport.pk, bylines=author)
    draft.refresh_from_db()
    assert (draft.live, draft.section) == (True, sport)


def test_a_draft_stays_if_it_cannot_be_published(section, sport, desk, draft):
    desk.edit(draft, "publish", chosen_section=sport.pk, body=())
    draft.refresh_from_db()
    assert (draft.get_parent(update=True).pk, draft.section) == (section.pk, section)


def test_a_form_that_is_out_of_date_moves_nothing(section, sport, desk, draft):
    fields = {"chosen_section": sport.pk, "loaded_revision_id": 0}
    assert autosave(desk.client, edit_address(draft), **fields).status_code == 400
    draft.refresh_from_db()
    assert draft.section == section


def test_a_slug_that_is_taken_there_gets_a_number(section, sport, desk, draft):
    ArticleFactory(parent=sport, slug="fog")
    desk.edit(draft, "draft", chosen_section=sport.pk)
    draft.refresh_from_db()
    assert (draft.section, draft.slug) == (sport, "fog-1")


def test_a_form_does_not_undo_the_move_of_somebody_else(section, sport, desk, draft):
    desk.edit(draft, "draft", chosen_section=section.pk)
    draft.move(sport, pos="last-child")
    fields = {"chosen_section": section.pk, "chosen_section-before": section.pk}
    assert autosave(desk.client, edit_address(draft), **fields).json()["success"]
    draft.refresh_from_db()
    assert draft.section == sport


def test_what_was_published_once_is_not_moved_by_its_form(section, sport, desk):
    story = ArticleFactory(parent=section, first_published_at="2026-01-01T00:00Z", draft=True)
    assert choices(desk.client, edit_address(story)) == []
    desk.edit(story, "draft", chosen_section=sport.pk)
    story.refresh_from_db()
    assert story.section == section


def test_a_reporter_moves_only_drafts_of_their_own(section, sport, client, draft):
    reporter = UserFactory(group="Reporters")
    own = ArticleFactory(parent=section, owner=reporter, draft=True)
    desk = Desk(client, reporter)
    desk.edit(own, "draft", chosen_section=sport.pk)
    desk.edit(draft, "draft", chosen_section=sport.pk)
    sections = dict(ArticlePage.objects.values_list("pk", "section"))
    assert sections == {own.pk: sport.pk, draft.pk: section.pk}


def test_a_draft_of_others_goes_only_to_where_one_may_edit_it(section, sport, client, draft):
    news, user = desk_of(client, section, "add_page", "change_page")
    desk_of(client, sport, "add_page", user=user)
    assert choices(client, edit_address(draft)) == ["News"]
    response = news.edit(draft, "draft", chosen_section=sport.pk)
    assert "chosen_section" in response.context["form"].errors
    draft.refresh_from_db()
    assert draft.section == section


def test_who_may_not_publish_there_saves_a_draft_there(section, sport, client):
    desk, user = desk_of(client, section, "add_page", "change_page", "publish_page")
    desk_of(client, sport, "add_page", user=user)
    own = ArticleFactory(parent=section, owner=user, draft=True)
    author = [{"author": AuthorFactory().pk, "role": ""}]
    desk.edit(own, "publish", chosen_section=sport.pk, bylines=author)
    own.refresh_from_db()
    assert (own.live, own.section) == (False, sport)


# --- The byline ------------------------------------------------------------------------


def byline_in(client, section):
    """Return the chosen authors of a new story's form."""
    form = BeautifulSoup(client.get(address_of_new(section)).content, "lxml")
    rows = form.select("[name^=bylines-][name$=-author]")
    real = [row for row in rows if "__prefix__" not in row["name"]]
    return [option["value"] for row in real for option in row.select("option[selected]")]


def test_a_new_story_begins_with_ones_own_name(section, desk, editor):
    AuthorFactory(user=UserFactory())
    assert byline_in(desk.client, section) == []
    author = AuthorFactory(user=editor)
    assert byline_in(desk.client, section) == [str(author.pk)]


def test_the_name_is_saved_and_may_be_taken_away(section, desk, editor):
    rows = {
        "bylines-TOTAL_FORMS": "1",
        "bylines-INITIAL_FORMS": "1",
        "bylines-0-author": str(AuthorFactory(user=editor).pk),
        "bylines-0-role": "",
        "bylines-0-id": "",
        "bylines-0-ORDER": "1",
    }
    for row in ({}, {"bylines-0-DELETE": "on"}):
        desk.client.post(address_of_new(section), {**form_data(), **rows, **row})
    kept, taken_away = ArticlePage.objects.order_by("pk")
    assert kept.get_latest_revision_as_object().bylines.count() == 1
    assert taken_away.get_latest_revision_as_object().bylines.count() == 0


@pytest.mark.parametrize(("group", "is_shown"), [("Reporters", False), ("Editors", True)])
def test_editors_say_which_account_an_author_has(client, group, is_shown):
    client.force_login(UserFactory(group=group))
    url = reverse("wagtailsnippets_news_author:edit", args=[AuthorFactory().pk])
    assert ('name="user"' in client.get(url).text) is is_shown
