"""Editors put polls into stories."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.test.utils.form_data import streamfield

from byline.plugins import published_story
from byline_polls.blocks import PollBlock
from byline_polls.models import Answer, Poll
from byline_polls.polls import polls_in
from news.models import ArticlePage
from search.index import index_stories
from tests.factories import ArticleFactory
from tests.news.editing import Desk

VALUE = {
    "question": "Should the ferry sail at night?",
    "answers": ["Yes", "No"],
    "closes": None,
    "shows_results": True,
}


def clean(**value):
    block = PollBlock()
    return block.clean(block.to_python(VALUE | value))


def errors(**value):
    with pytest.raises(ValidationError) as caught:
        clean(**value)
    return set(caught.value.block_errors)


def test_a_poll_has_two_to_ten_different_answers():
    assert clean()["question"] == VALUE["question"]
    assert clean(answers=[str(number) for number in range(10)])
    assert errors(answers=["Yes"]) == {"answers"}
    assert errors(answers=[str(number) for number in range(11)]) == {"answers"}
    assert errors(answers=["Yes", " yes "]) == {"answers"}
    assert errors(answers=["Yes", ""]) == {"answers"}
    assert errors(question="") == {"question"}


def test_a_poll_may_close_in_the_past_and_not_beyond_all_dates():
    assert clean(closes="2020-01-01T12:00:00+00:00")["closes"] == datetime(
        2020, 1, 1, 12, tzinfo=UTC
    )
    for outside in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        stored = PollBlock().to_python(VALUE | {"closes": outside})
        assert stored["closes"] is None
        stored["closes"] = datetime.fromisoformat(outside)
        for clean_block in (PollBlock().clean, PollBlock().clean_deferred):
            with pytest.raises(ValidationError) as caught:
                clean_block(stored)
            assert set(caught.value.block_errors) == {"closes"}


def test_a_draft_is_saved_with_an_unfinished_poll():
    block = PollBlock()
    value = block.to_python({"question": "", "answers": [], "closes": None})
    assert block.clean_deferred(value)["question"] == ""


def test_a_block_introduces_itself_in_the_picker():
    block = PollBlock()
    assert block.get_description().endswith(".")
    assert "Yes, every hour" in block.render(block.get_preview_value(), {"request": None})


def test_the_question_and_the_answers_are_its_texts():
    block = PollBlock()
    texts = block.get_searchable_content(block.to_python(VALUE))
    assert texts == [VALUE["question"], "Yes", "No"]


@pytest.mark.django_db
def test_readers_find_a_story_by_its_poll(polls, client):
    story = polls.story(title="Timetable")
    index_stories([story.pk])
    assert "Timetable" in client.get("/search/?q=hour+ferry+night").content.decode()


@pytest.mark.django_db
def test_a_poll_is_there_as_soon_as_its_story_is_published(
    polls, django_capture_on_commit_callbacks
):
    story = ArticleFactory(draft=True, body=polls.body())
    with django_capture_on_commit_callbacks(execute=True):
        story.save_revision().publish()
    poll = Poll.objects.get(story=story)
    assert poll.question == polls.question
    assert [answer.text for answer in poll.answers.order_by("position")] == polls.answers
    assert poll.closes_at > timezone.now()
    polls.vote(story)
    reworded = polls.body(question="Night ferry?", answers={2: "Now and then", 1: "Yes"})
    story = published_story(story.pk)
    story.body = reworded
    with django_capture_on_commit_callbacks(execute=True):
        story.save_revision().publish()
    assert Poll.objects.get().question == "Night ferry?"
    shown = Answer.objects.filter(position__isnull=False).order_by("position")
    assert [(answer.text, answer.votes) for answer in shown] == [("Now and then", 0), ("Yes", 1)]


@pytest.mark.django_db
def test_a_draft_in_the_preview_takes_no_votes(polls, client, editor):
    story = ArticleFactory(draft=True, body=polls.body())
    story.save_revision()
    client.force_login(editor)
    response = client.get(f"/admin/pages/{story.pk}/view_draft/")
    page = response.content.decode()
    assert polls.question in page
    assert "poll__form" not in page
    assert "Readers vote here" in page


@pytest.mark.django_db
def test_an_editor_writes_a_poll_in_the_form(section, client, editor):
    value = {
        "question": VALUE["question"],
        "answers": streamfield([("item", "Yes"), ("item", "No")]),
        "closes": "2030-01-02 12:00",
        "shows_results": "on",
    }
    Desk(client, editor).add(section, body=[("polls_poll", value)])
    [poll] = polls_in(ArticlePage.objects.get())
    assert (poll.question, [*poll.texts.values()]) == (VALUE["question"], ["Yes", "No"])
    assert (poll.closes_at, poll.shows_results) == (datetime(2030, 1, 2, 12, tzinfo=UTC), True)


def test_in_a_feed_a_poll_is_its_answers_and_a_link_to_the_story(section, client):
    story = ArticleFactory(parent=section, body=[("polls_poll", clean())])
    html = client.get("/feeds/json/").json()["items"][0]["content_html"]
    assert '<li dir="auto">Yes</li><li dir="auto">No</li>' in html
    assert f'<a href="{story.full_url}">Vote in the story</a>' in html
