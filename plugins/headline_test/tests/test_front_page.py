"""Both headlines are on the front page, and only there."""

from datetime import UTC, datetime, timedelta

import pytest

from byline.pagecache.recording import record
from byline_headline_test import lifecycle
from byline_headline_test.front import headlines
from byline_headline_test.models import EndReason, HeadlineTest
from tests.factories import ArticleFactory
from tests.home.placing import add_stories, front_page
from tests.search.indexing import index

from .conftest import A, B

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)


def test_a_link_has_both_headlines_and_the_script_that_chooses(read, story, start):
    test = start(story)
    link = read("/").select_one(".card__link")
    assert link["href"] == story.url
    assert link.script["src"] == "/static/byline_headline_test/choose.js"
    assert link.script["data-test"] == str(test.pk)
    assert link.script["data-shown"] == f"/read/{story.pk}/shown/"
    first, second = link.select("span")
    assert (first.text, first["data-headline"]) == (A, f"{test.pk}a")
    assert (second.text, second["data-headline"]) == (B, f"{test.pk}b")
    assert "hidden" not in first.attrs
    assert "hidden" in second.attrs
    scripts = read("/").html.select("script:not([type='application/ld+json'])")
    assert not [script for script in scripts if not script.get("src")]


def test_everybody_gets_the_same_page_without_a_cookie(client, story, start):
    start(story)
    first, second = client.get("/"), client.get("/")
    assert first.content == second.content
    assert not first.cookies


def test_everything_else_has_the_real_headline(client, section, story, start):
    start(story)
    index(story)
    for address in (story.url, section.url, "/search/?q=ferry", "/search/feed/atom/?q=ferry"):
        text = client.get(address).text.replace("<mark>", "").replace("</mark>", "")
        assert A in text, address
        assert B not in text, address


def test_headlines_are_text(read, section, start):
    title, other = "<b>A</b> & \" 'x'", "</span><script>alert(1)</script>\u202e"
    start(ArticleFactory(parent=section, title=title), other)
    link = read("/").select_one(".card__link")
    assert [span.text for span in link.select("span")] == [title, other]
    assert len(link.select("script")) == 1


def test_a_preview_shows_the_real_headline(client, editor, story, start):
    start(story)
    client.force_login(editor)
    assert B not in client.get(f"/admin/pages/{front_page().pk}/view_draft/").text


def test_the_page_is_rendered_again_when_a_test_ends(story, start, time_machine):
    time_machine.move_to(NOW, tick=False)
    with record() as recording:
        headlines([story])
    assert lifecycle.TAG in recording.tags
    start(story, hours=2)
    with record() as recording:
        assert story.pk in headlines([story])
    assert recording.stale_at == (NOW + timedelta(hours=2)).timestamp()
    time_machine.move_to(NOW + timedelta(hours=2), tick=False)
    assert headlines([story]) == {}


def test_as_many_queries_for_many_tests_as_for_one(section, start, count):
    stories = add_stories(20, section)
    none = count("/")
    start(stories[0])
    one = count("/")
    for story in stories[1:12]:
        start(story)
    assert count("/") == one <= none + 1


def test_a_story_with_another_headline_ends_the_test(story, start, test_of, read):
    start(story)
    type(story).objects.filter(pk=story.pk).update(title="Corrected")
    assert read("/").select_one(".card__link").text == "Corrected"
    assert test_of().end_reason == EndReason.EDITED


def test_a_story_that_left_the_page_for_long_ends_the_test(story, start, test_of, time_machine):
    time_machine.move_to(NOW, tick=False)
    start(story)
    headlines([])
    assert test_of().absent_since == NOW
    time_machine.move_to(NOW + timedelta(minutes=10), tick=False)
    headlines([])
    headlines([story])
    assert test_of().absent_since is None
    headlines([])
    type(story).objects.filter(pk=story.pk).update(live=False)
    time_machine.move_to(NOW + timedelta(minutes=24), tick=False)
    lifecycle.tidy_up()
    assert test_of().ended_at is None
    time_machine.move_to(NOW + timedelta(minutes=25), tick=False)
    lifecycle.tidy_up()
    assert (test_of().ended_at, test_of().end_reason) == (
        NOW + timedelta(minutes=25),
        EndReason.ABSENT,
    )


def test_an_older_copy_of_the_page_or_of_the_story_ends_no_test(
    story, start, test_of, time_machine
):
    time_machine.move_to(NOW, tick=False)
    type(story).objects.filter(pk=story.pk).update(published_at=NOW - timedelta(hours=1))
    start(story)
    headlines([])
    time_machine.move_to(NOW + timedelta(minutes=50), tick=False)
    headlines([])
    lifecycle.tidy_up()
    assert (test_of().ended_at, test_of().absent_since) == (None, None)
    story.title = "As it was before"
    assert headlines([story]) == {}
    assert test_of().ended_at is None


def test_a_story_that_is_hidden_shows_no_headline(client, story, start):
    start(story)
    type(story).objects.filter(pk=story.pk).update(expired=True, live=False)
    page = client.get("/").text
    assert A not in page
    assert B not in page
    assert HeadlineTest.objects.get().absent_since
