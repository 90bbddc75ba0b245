"""The breaking news banner."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from wagtail.models import ModelLogEntry, Site

from home.models import BreakingNews
from tests.factories import ArticleFactory, SectionFactory, UserFactory, hidden_stories
from tests.home.placing import add_stories, composed, notes_of, place

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def announce(story=None, text="", until=None):
    until = until or timezone.now() + HOUR
    return BreakingNews.objects.create(site=Site.objects.get(), story=story, text=text, until=until)


def banner_on(read, address="/news/"):
    """Return the text and the link of the banner on a page."""
    banner = read(address, 404 if address == "/nowhere/" else 200).select_one(".breaking")
    if not banner:
        return None
    link = banner.select_one("a")
    words = banner.select_one(".breaking__link, .breaking__words").text
    return words, link and link["href"]


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section, title="Wall breaks", slug="wall")


@pytest.mark.parametrize("address", ["/news/", "/recent/", "/news/wall/", "/topics/", "/nowhere/"])
def test_it_runs_above_every_page_and_leads_to_its_story(story, read, address):
    announce(story)
    assert banner_on(read, address) == ("Wall breaks", story.url)


def test_it_runs_on_its_own_site_alone(section, read):
    elsewhere = Site.objects.create(hostname="mirror.example", root_page=section)
    until = timezone.now() + HOUR
    BreakingNews.objects.create(site=elsewhere, text="Water rises", until=until)
    assert banner_on(read) is None
    assert banner_on(read, "/") is None


def test_its_own_words_come_before_the_headline(story, read):
    announce(story, "The wall has broken at pier four")
    assert banner_on(read) == ("The wall has broken at pier four", story.url)


def test_it_ends_by_the_clock_alone(story, read, time_machine):
    announce(story)
    assert banner_on(read)
    time_machine.move_to(timezone.now() + HOUR + timedelta(seconds=1))
    assert banner_on(read) is None
    assert banner_on(read, "/") is None


def test_it_is_words_alone_where_its_story_cannot_be_read(section, read):
    banner = announce(text="Stay indoors")
    assert banner_on(read) == ("Stay indoors", None)
    for hidden in hidden_stories(section):
        banner.story = hidden
        banner.save()
        assert banner_on(read) == ("Stay indoors", None)
        assert "Hidden" not in read("/").text


def test_it_is_nothing_where_there_is_nothing_to_say(section, read):
    banner = announce(text="x")
    for hidden in hidden_stories(section):
        BreakingNews.objects.filter(pk=banner.pk).update(text="", story=hidden)
        assert banner_on(read) is None
        assert banner_on(read, "/") is None


def test_it_is_a_named_region_and_no_alert(story, read):
    announce(story)
    banner = read("/news/").select_one(".breaking")
    assert (banner.name, banner["aria-label"]) == ("aside", "Breaking news")
    assert not banner.select("[role=alert], [aria-live]")


def test_its_story_stands_nowhere_else_on_the_front_page(section, read):
    stories = add_stories(12, section)
    place(stories[4], "top")
    announce(stories[4])
    front = composed()
    assert front.banner.words == stories[4].title
    assert stories[4] not in front.stories()
    assert notes_of(front) == {stories[4].pk: "It stands in the banner of breaking news."}
    assert banner_on(read, "/") == (stories[4].title, stories[4].url)


def test_a_story_that_leads_says_it_is_breaking_and_has_no_banner(section, read):
    stories = add_stories(3, section)
    place(stories[2], "lead")
    announce(stories[2])
    page = read("/")
    assert page.select_one(".breaking") is None
    assert page.select_one(".front__breaking").text == "Breaking"
    assert page.select_one(".front__lead .card__title").text == stories[2].title
    assert banner_on(read, "/news/")


def test_a_copy_in_the_banner_stands_for_the_story_it_repeats(section, read):
    stories = add_stories(12, section)
    copy = stories[4].create_alias(parent=SectionFactory(), update_slug="copy")
    announce(copy)
    assert stories[4] not in composed().stories()


def test_one_that_runs_costs_a_query_and_the_front_page_none_more(section, count):
    add_stories(12, section)
    recent, front = count("/recent/"), count("/")
    announce(ArticleFactory(parent=section))
    assert (count("/recent/"), count("/")) == (recent + 1, front)


def url_of_form():
    return reverse("wagtailsettings:edit", args=["home", "breakingnews", Site.objects.get().pk])


def parsed(response):
    return BeautifulSoup(response.content, "lxml")


def test_an_editor_announces_and_it_first_runs_two_hours(story, client, editor, read):
    client.force_login(editor)
    form = parsed(client.get(url_of_form()))
    until = form.select_one("[name=until]")["value"]
    client.post(url_of_form(), {"text": "", "story": str(story.pk), "until": until})
    running = BreakingNews.objects.get()
    assert abs(running.until - timezone.now() - 2 * HOUR) < timedelta(minutes=2)
    assert banner_on(read) == ("Wall breaks", story.url)


def test_the_form_of_a_banner_that_is_over_is_empty(story, client, editor):
    announce(story, "Old words", timezone.now() - HOUR)
    client.force_login(editor)
    form = parsed(client.get(url_of_form()))
    assert not form.select_one("[name=text]").get("value")
    assert not form.select_one("[name=story]").get("value")


def test_a_banner_without_anything_to_say_is_refused(client, editor, db):
    client.force_login(editor)
    until = localtime(timezone.now() + HOUR).strftime("%Y-%m-%d %H:%M")
    response = client.post(url_of_form(), {"text": "", "story": "", "until": until})
    assert "Say what is breaking" in response.text


def test_the_dashboard_shows_it_to_editors_and_ends_it(story, client, editor, read):
    client.force_login(editor)
    assert "No banner runs" in client.get("/admin/").text
    banner = announce(story)
    page = parsed(client.get("/admin/"))
    assert "Wall breaks" in page.select_one(".breaking-panel").text
    form = page.select_one(".breaking-panel form")
    assert form.select_one("[name=csrfmiddlewaretoken]")
    client.post(form["action"])
    assert banner_on(read) is None
    [entry] = ModelLogEntry.objects.filter(action="home.end_breaking_news")
    assert (entry.user, entry.object_id) == (editor, str(banner.pk))


def test_ending_it_takes_a_press_of_the_button_and_a_banner_that_is_there(story, client, editor):
    banner = announce(story)
    client.force_login(editor)
    assert client.get(f"/admin/breaking/{banner.pk}/end/").status_code == 405
    assert client.post("/admin/breaking/9999/end/").status_code == 404
    banner.refresh_from_db()
    assert banner.is_running


@pytest.mark.parametrize("group", ["Reporters", "Comment moderators"])
def test_others_neither_set_nor_end_it(story, client, group):
    banner = announce(story)
    client.force_login(UserFactory(group=group))
    page = client.get("/admin/").text
    assert "breaking-panel" not in page
    assert "Breaking news" not in page
    client.post(f"/admin/breaking/{banner.pk}/end/")
    client.post(url_of_form(), {"text": "Mine", "story": "", "until": ""})
    kept = BreakingNews.objects.get()
    assert kept.is_running
    assert kept.text == ""


def test_the_menu_leads_editors_to_it(client, editor):
    client.force_login(editor)
    assert '"name": "breaking-news"' in client.get("/admin/").text
