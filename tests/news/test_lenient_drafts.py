"""A draft is saved whatever it lacks, by itself or by a person; publishing says what is missing."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from byline.zones import newsroom_today
from home.models import HomePage, StandardPage
from news.models import ArticlePage
from news.publish_blockers import NO_HEADLINE_MESSAGE, publish_blockers
from news.untitled import UNTITLED
from tests.factories import ArticleFactory, AuthorFactory
from tests.news.editing import form_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def autosave(desk, section):
    """Save a form as it saves itself, and return the answer; of a new story without one."""

    def post(story=None, **fields):
        url = reverse("wagtailadmin_pages:add", args=["news", "articlepage", section.pk])
        if story:
            url = reverse("wagtailadmin_pages:edit", args=[story.pk])
        data = {**form_data(**fields), "autosave": "1"}
        return desk.client.post(url, data, headers={"accept": "application/json"}).json()

    return post


def form_of(client, page):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return BeautifulSoup(client.get(url).content, "lxml")


def value_in(form, name):
    return form.select_one(f"[name={name}]").get("value", "")


# --- Headline and address --------------------------------------------------------------


def test_a_story_without_a_headline_saves_itself(autosave, client):
    assert autosave(title="", slug="", standfirst="Begun in the middle.")["success"]
    story = ArticlePage.objects.get()
    assert (story.title, story.standfirst) == (UNTITLED, "Begun in the middle.")
    form = form_of(client, story)
    assert (value_in(form, "title"), value_in(form, "slug")) == ("", "")


def test_two_stories_without_a_headline_do_not_get_in_each_others_way(autosave):
    for _ in range(2):
        assert autosave(title="", slug="")["success"]
    first, second = ArticlePage.objects.all()
    assert first.slug != second.slug
    assert autosave(second, title="", slug="", standfirst="More.")["success"]
    assert ArticlePage.objects.get(pk=second.pk).slug == second.slug


def test_the_headline_makes_the_address_when_it_comes(autosave):
    autosave(title="", slug="")
    assert autosave(ArticlePage.objects.get(), title="Tide turns at 8.1", slug="")["success"]
    story = ArticlePage.objects.get()
    assert (story.title, story.slug) == ("Tide turns at 8.1", "tide-turns-at-8-1")


def test_without_a_headline_nothing_is_published(desk, autosave):
    autosave(title="", slug="")
    story = ArticlePage.objects.get()
    page = desk.edit(story, title="", slug="")
    assert "title" in page.context["form"].errors
    assert str(NO_HEADLINE_MESSAGE) in publish_blockers(story)
    assert not ArticlePage.objects.get().live


def test_a_draft_takes_a_free_address_and_tells_the_open_form(autosave, section):
    ArticleFactory(parent=section, slug="a-story")
    answer = autosave()
    assert answer["success"]
    assert answer["field_updates"]["slug"] == "a-story-1"
    assert ArticlePage.objects.filter(slug="a-story-1").exists()


def test_publishing_says_that_an_address_is_taken(desk, section):
    ArticleFactory(parent=section, slug="a-story")
    assert "slug" in desk.add(section).context["form"].errors


def test_what_readers_know_keeps_its_address_in_a_draft(autosave, section):
    ArticleFactory(parent=section, slug="a-story")
    live = ArticleFactory(parent=section, slug="live")
    assert not autosave(live, slug="a-story")["success"]


@pytest.mark.parametrize("title", ["", "Search"])
def test_other_pages_are_as_lenient(client, editor, title):
    client.force_login(editor)
    home = HomePage.objects.get()
    url = reverse("wagtailadmin_pages:add", args=["home", "standardpage", home.pk])
    data = {**form_data(title=title, slug=""), "introduction": "Who we are."}
    assert client.post(url, data, headers={"accept": "application/json"}).json()["success"]
    page = StandardPage.objects.get(introduction="Who we are.")
    assert page.title == (title or UNTITLED)
    assert page.slug not in {"", "search"}


# --- Rows in which nothing is chosen ---------------------------------------------------


@pytest.mark.parametrize("role", ["", "Photography"])
def test_a_row_in_which_nothing_is_chosen_does_not_stop_the_autosave(autosave, role):
    fields = {"bylines": [{"author": "", "role": role}]}
    answer = autosave(**fields)
    assert answer["success"]
    story = ArticlePage.objects.get()
    count = {"bylines-INITIAL_FORMS": "1", "bylines-0-id": ""}
    assert autosave(story, **fields, **count)["success"]
    fields = {"bylines": [{"author": AuthorFactory(name="Jo").pk, "role": role}]}
    assert autosave(story, **fields, **count)["success"]
    [byline] = ArticlePage.objects.get().get_latest_revision_as_object().bylines.all()
    assert (byline.author.name, byline.role) == ("Jo", role)


def test_who_presses_a_button_is_told_what_to_choose(desk, section):
    rows = [{"author": "", "role": "Photography"}]
    page = desk.add(section, "draft", bylines=rows)
    assert page.context["form"].formsets["bylines"].errors[0]["author"]
    rows = [{"author": "", "role": ""}]
    assert desk.add(section, "draft", bylines=rows).status_code == 302


def test_a_correction_whose_date_was_emptied_gets_one_in_a_draft(desk, autosave, section):
    rows = {"corrections": [{"date": "", "text": "It was Monday."}]}
    assert autosave(**rows)["success"]
    assert desk.add(section, "draft", slug="another", **rows).status_code == 302
    for story in ArticlePage.objects.all():
        [correction] = story.get_latest_revision_as_object().corrections.all()
        assert (correction.date, correction.text) == (newsroom_today(), "It was Monday.")
    page = desk.edit(story, **rows)
    assert page.context["form"].formsets["corrections"].errors[0]["date"]


# --- Expiry ----------------------------------------------------------------------------


@pytest.fixture
def expired(section):
    """A story that is over since yesterday, as the worker leaves it."""
    yesterday = timezone.now() - timedelta(days=1)
    story = ArticleFactory(parent=section, live=False, expire_at=yesterday, expired=False)
    ArticlePage.objects.update(expired=True)
    story.save_revision()
    return story


def date_of(story):
    return f"{timezone.localtime(story.expire_at):%Y-%m-%d %H:%M}"


def test_a_draft_of_an_expired_story_is_saved(desk, autosave, expired):
    over = {"expire_at": date_of(expired), "slug": expired.slug}
    assert desk.edit(expired, "draft", title="Mended", **over).status_code == 302
    assert autosave(expired, title="Mended twice", **over)["success"]
    draft = ArticlePage.objects.get().get_latest_revision_as_object()
    assert draft.title == "Mended twice"
    assert draft.expire_at < timezone.now()


def test_published_again_it_asks_for_a_later_date(desk, expired):
    form = desk.edit(expired, expire_at=date_of(expired)).context["form"]
    assert "give a later expiry date, or leave it empty" in form.errors["expire_at"][0]
    desk.edit(expired, expire_at="2100-01-01 10:00")
    assert ArticlePage.objects.get().live


def test_a_date_that_is_over_already_cannot_be_given(desk, expired):
    form = desk.edit(expired, "draft", expire_at="2001-01-01 10:00").context["form"]
    assert form.errors["expire_at"] == ["Expiry date/time must be in the future."]


def test_an_expired_story_is_not_published_with_others(desk, expired):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    page = desk.client.post(f"{url}?next=/admin/&id={expired.pk}", follow=True)
    assert "give a later expiry date" in page.text
    assert not ArticlePage.objects.get().live
