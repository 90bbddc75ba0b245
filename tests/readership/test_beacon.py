"""Which requests count as readers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from readership.models import DayKey, HourlyReaders, Visit
from readership.rollup import delete_old_visits
from tests.factories import ArticleFactory, SectionFactory, hidden_stories
from tests.readership.reading import at, open_story, readers_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(section):
    """A story older than any of the days in these tests."""
    long_ago = at(2026, 1, 5, 8)
    return ArticleFactory(parent=section, title="Ferry crosses", published_at=long_ago)


def test_a_story_that_is_opened_has_a_reader(client, story):
    assert open_story(client, story).status_code == 204
    assert readers_of(story) == 1
    assert HourlyReaders.objects.get().hour == timezone.now().replace(
        minute=0, second=0, microsecond=0
    )


def test_nothing_is_said_to_the_browser(client, story):
    response = open_story(client, story)
    assert response.content == b""
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


def test_a_story_has_the_url_of_its_beacon(read, story):
    page = read(story.url)
    assert page.find("article")["data-read"] == f"/read/{story.pk}/"
    assert page.find("script", src="/static/js/read.js")


def test_repeats_within_half_an_hour_do_not_count(client, story, time_machine):
    start = at(2026, 11, 23, 10, 5)
    time_machine.move_to(start, tick=False)
    open_story(client, story)
    for minutes in (0, 5, 29):
        time_machine.move_to(start + timedelta(minutes=minutes), tick=False)
        open_story(client, story)
    assert readers_of(story) == 1
    time_machine.move_to(start + timedelta(minutes=30), tick=False)
    open_story(client, story)
    assert readers_of(story) == 2


def test_repeats_around_midnight_do_not_count(client, story, time_machine):
    time_machine.move_to(at(2026, 11, 23, 23, 50), tick=False)
    open_story(client, story)
    time_machine.move_to(at(2026, 11, 24, 0, 10), tick=False)
    open_story(client, story)
    assert readers_of(story) == 1
    time_machine.move_to(at(2026, 11, 24, 0, 25), tick=False)
    open_story(client, story)
    assert readers_of(story) == 2


def test_two_visitors_are_two_readers_and_two_stories_are_two(client, section, story):
    other = ArticleFactory(parent=section)
    open_story(client, story, address="192.0.2.1")
    open_story(client, story, address="192.0.2.2")
    open_story(client, other, address="192.0.2.1")
    assert (readers_of(story), readers_of(other)) == (2, 1)


def test_one_address_is_a_few_readers_however_many_browsers_it_invents(client, story):
    for number in range(200):
        open_story(client, story, browser=f"Mozilla/5.0 (Windows NT 10.0) Firefox/{number}")
    assert 1 < readers_of(story) <= 8


def test_a_household_of_ipv6_is_one_visitor(client, story):
    for number in range(20):
        open_story(client, story, address=f"2001:db8::{number + 1:x}")
    assert readers_of(story) == 1


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0)",
        "Mozilla/5.0 AppleWebKit/537.36 (compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0.0.0 Safari/537.36",
        "curl/8.5.0",
    ],
)
def test_crawlers_do_not_count(client, story, name):
    assert open_story(client, story, browser=name).status_code == 204
    assert readers_of(story) == 0


@pytest.mark.parametrize(
    "header",
    [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}],
)
def test_what_is_fetched_ahead_does_not_count(client, story, header):
    assert open_story(client, story, **header).status_code == 204
    assert readers_of(story) == 0


def test_the_newsroom_does_not_count(client, editor, story):
    client.force_login(editor)
    assert open_story(client, story).status_code == 204
    assert readers_of(story) == 0


def test_a_preview_sends_no_beacon(client, editor, story):
    client.force_login(editor)
    preview = client.get(f"/admin/pages/{story.pk}/view_draft/")
    assert "Ferry crosses" in preview.text
    assert "data-read" not in preview.text


def test_stories_that_readers_may_not_see_are_refused(client, section):
    for story in hidden_stories(section):
        assert open_story(client, story).status_code == 404
    assert not HourlyReaders.objects.exists()


def test_a_story_that_is_taken_down_counts_no_more_at_once(client, story):
    open_story(client, story)
    story.unpublish()
    open_story(client, story, address="192.0.2.2")
    assert readers_of(story) == 1


@pytest.mark.parametrize(
    "address",
    [
        "/read/",
        "/read/0/",
        "/read/-1/",
        "/read/x/",
        "/read/9999999999/",
        "/read/99999999999999999999/",
    ],
)
def test_wrong_numbers_are_refused(client, story, address):
    assert client.post(address).status_code == 404
    assert not HourlyReaders.objects.exists()


def test_a_page_that_is_no_story_is_refused(client, section):
    assert open_story(client, section).status_code == 404


def test_only_a_post_counts(client, story):
    assert client.get(f"/read/{story.pk}/").status_code == 405
    assert readers_of(story) == 0


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "", "Origin": "https://evil.example"}],
)
def test_other_sites_cannot_make_readers_count(client, story, headers):
    assert open_story(client, story, **headers).status_code == 403
    assert readers_of(story) == 0


def test_no_address_is_stored_and_the_key_is_thrown_away(client, story, time_machine):
    time_machine.move_to(at(2026, 11, 23, 10, 5), tick=False)
    open_story(client, story, address="192.0.2.77")
    visit = Visit.objects.get()
    assert len(visit.visitor) == 32
    assert "192" not in visit.visitor[:3]
    time_machine.move_to(at(2026, 11, 24, 0, 31), tick=False)
    open_story(client, story, address="192.0.2.78")
    delete_old_visits()
    assert [str(key.day) for key in DayKey.objects.all()] == ["2026-11-24"]
    assert Visit.objects.count() == 1
    assert Visit.objects.get().visitor != visit.visitor


def test_an_alias_counts_for_the_story_it_repeats(client, read, section, story):
    alias = story.create_alias(parent=SectionFactory(), update_slug="again")
    page = read(alias.url)
    assert page.find("article")["data-read"] == f"/read/{story.pk}/"
    assert open_story(client, alias).status_code == 404
