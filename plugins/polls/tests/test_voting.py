"""Readers vote: once each, as long as the poll is open, in stories that they may see."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection

from byline.plugins import visitor_of
from byline_polls.forgetting import forget_voters
from byline_polls.models import Answer, Poll, Voter
from byline_polls.views import VOTES_LIMIT_PER_MINUTE
from tests.factories import ArticleFactory, hidden_stories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def words(response):
    return " ".join(BeautifulSoup(response.content, "lxml").get_text(" ").split())


def test_a_vote_leads_back_to_the_poll_in_its_story(polls):
    story = polls.story()
    response = polls.vote(story, 2)
    assert response.status_code == 303
    assert response["Location"] == f"{story.url}#poll-{polls.block}-voted"
    assert "Set-Cookie" not in response.headers
    assert "no-store" in response["Cache-Control"]
    assert polls.result(story) == {2: 1}


def test_each_visitor_has_one_vote_in_each_poll(polls):
    story, other = polls.story(), polls.story()
    polls.vote(story, 1)
    again = polls.vote(story, 2)
    assert again.status_code == 409
    assert "has voted already" in words(again)
    assert polls.vote(other, 2).status_code == 303
    assert polls.vote(story, 2, address="192.0.2.2").status_code == 303
    # Another browser in the same office.
    polls.vote(story, 3, **{"user-agent": "Another browser"})
    assert polls.result(story) == {1: 1, 2: 1, 3: 1}


def test_one_who_may_choose_an_address_of_a_network_is_one_visitor(polls):
    story = polls.story()
    assert polls.vote(story, 1, address="2001:db8::1").status_code == 303
    assert polls.vote(story, 1, address="2001:db8::2").status_code == 409


def test_nothing_is_stored_that_says_who_voted_for_what(polls):
    story = polls.story()
    polls.vote(story, address="192.0.2.77")
    assert {field.name for field in Voter._meta.fields} == {"id", "poll", "visitor"}
    voter = Voter.objects.get()
    assert len(voter.visitor) == 32
    other = polls.story()
    polls.vote(other, address="192.0.2.77")
    assert Voter.objects.get(poll__story=other).visitor != voter.visitor


def test_a_poll_that_has_closed_takes_no_votes(polls, time_machine):
    time_machine.move_to(NOW, tick=False)
    story = polls.story({"closes": (NOW + timedelta(hours=1)).isoformat()})
    assert polls.vote(story).status_code == 303
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    refused = polls.vote(story, address="192.0.2.2")
    assert refused.status_code == 403
    assert "This poll has closed. Your vote came too late." in words(refused)
    assert "1 vote" in words(refused)
    assert polls.result(story) == {1: 1}


def test_a_poll_without_a_time_closes_some_weeks_after_readers_first_saw_it(polls, time_machine):
    time_machine.move_to(NOW, tick=False)
    story = polls.story(published_at=NOW - timedelta(days=400))
    polls.vote(story)
    time_machine.move_to(NOW + timedelta(days=29), tick=False)
    assert polls.vote(story, address="192.0.2.2").status_code == 303
    time_machine.move_to(NOW + timedelta(days=30), tick=False)
    assert polls.vote(story, address="192.0.2.3").status_code == 403


def test_who_voted_is_forgotten_once_it_is_over_and_the_votes_stay(polls, time_machine):
    time_machine.move_to(NOW, tick=False)
    closes = NOW + timedelta(hours=1)
    story, longer = polls.story({"closes": closes.isoformat()}), polls.story()
    polls.vote(story)
    polls.vote(longer)
    time_machine.move_to(closes + timedelta(hours=23), tick=False)
    forget_voters()
    assert Voter.objects.count() == 2
    time_machine.move_to(closes + timedelta(hours=25), tick=False)
    forget_voters()
    assert Poll.objects.get(story=story).key is None
    assert Voter.objects.get().poll.story_id == longer.pk
    assert polls.result(story) == {1: 1}


def test_a_poll_whose_voters_are_forgotten_is_not_opened_again(polls, fragment, time_machine):
    time_machine.move_to(NOW, tick=False)
    value = {"closes": (NOW + timedelta(hours=1)).isoformat()}
    story, unused = polls.story(value), polls.story(value)
    polls.vote(story)
    time_machine.move_to(NOW + timedelta(days=2), tick=False)
    forget_voters()
    for again in (story, unused):
        again.body = polls.body(closes=(NOW + timedelta(days=9)).isoformat())
        again.save()
    assert polls.vote(story).status_code == 403
    assert polls.result(story) == {1: 1}
    assert fragment(story).time["datetime"] == (NOW + timedelta(hours=1)).isoformat()
    assert polls.vote(unused).status_code == 303


def test_the_database_alone_does_not_tell_who_voted(polls, rf, settings):
    story = polls.story()
    polls.vote(story, address="192.0.2.77")
    guess = rf.get("/", headers={"user-agent": "Browser"}, REMOTE_ADDR="192.0.2.77")
    poll, voter = Poll.objects.get(), Voter.objects.get()
    assert visitor_of(guess, poll.visitors_key()) == voter.visitor
    assert visitor_of(guess, bytes(poll.key)) != voter.visitor
    settings.SECRET_KEY = "another"
    assert visitor_of(guess, poll.visitors_key()) != voter.visitor


def test_who_voted_is_known_where_the_story_has_a_later_time_by_now(polls, time_machine):
    time_machine.move_to(NOW, tick=False)
    story = polls.story({"closes": (NOW + timedelta(hours=1)).isoformat()})
    polls.vote(story)
    story.body = polls.body(closes=(NOW + timedelta(days=9)).isoformat())
    story.save()
    time_machine.move_to(NOW + timedelta(days=3), tick=False)
    forget_voters()
    assert polls.vote(story).status_code == 409


def test_stories_that_readers_may_not_see_take_no_votes(polls, section, fragment):
    for story in hidden_stories(section, body=polls.body()):
        assert polls.vote(story).status_code == 404
        assert polls.client.get(polls.address(story)).status_code == 404
        assert not fragment(story, status=404).find("section", class_="poll")
    assert not Poll.objects.exists()


def test_an_alias_shows_the_poll_of_its_story_and_a_copy_another_one(polls, section, client):
    story = polls.story(parent=section)
    copy = story.copy(update_attrs={"slug": "copy", "published_at": story.published_at})
    alias = story.create_alias(parent=section, update_slug="alias")
    polls.vote(story)
    polls.vote(alias, 2, address="192.0.2.2")
    polls.vote(copy, 3)
    assert polls.result(story) == {1: 1, 2: 1}
    assert polls.result(copy) == {3: 1}
    page = BeautifulSoup(client.get(alias.url).content, "lxml")
    assert page.select_one("[data-poll]")["data-poll"] == polls.address(story)


def test_votes_stay_with_their_answers_whatever_an_editor_changes(polls, fragment):
    story = polls.story({"shows_results": True})
    for number, answer in enumerate([1, 1, 2, 3], 1):
        polls.vote(story, answer, address=f"192.0.2.{number}")
    story.body = polls.body(
        answers={4: "Only in summer", 3: "Never", 1: "Yes, hourly"}, shows_results=True
    )
    story.save()
    rows = [row.get_text(" ", strip=True) for row in fragment(story).select("tbody tr")]
    assert rows == ["Only in summer 0% 0", "Never 33% 1", "Yes, hourly 67% 2"]
    assert polls.vote(story, 2, address="192.0.2.9").status_code == 422
    assert polls.vote(story, 4, address="192.0.2.9").status_code == 303
    assert polls.result(story) == {1: 2, 2: 1, 3: 1, 4: 1}
    texts = {answer.text: answer.position for answer in Answer.objects.all()}
    assert texts == {"Only in summer": 0, "Never": 1, "Yes, hourly": 2, "At weekends": None}


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "1",
        "x" * 100_000,
        "00000000-0000-4000-8000-00000000009",
        "5d4f3c1e-8a57-4e0b-9d35-3f0c6b1e2a77",
        "\x00",
        "é\ud7ff",
    ],
)
def test_what_is_no_answer_is_refused_and_can_be_sent_again(polls, answer):
    story = polls.story()
    refused = polls.vote(story, answer)
    assert refused.status_code == 422
    assert "Choose another one." in words(refused)
    assert polls.vote(story, 1).status_code == 303


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data; boundary=x", b"garbage"),
        ("multipart/form-data", b"garbage"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"answer=1"),
        ("application/json", b'{"answer": 1}'),
        ("application/x-www-form-urlencoded", b"\xff\xfe=%%%&answer"),
    ],
)
def test_a_form_that_cannot_be_read_is_refused(polls, client, content_type, body):
    path = f"{polls.address(polls.story())}vote/"
    response = client.generic("POST", path, body, content_type=content_type)
    assert response.status_code in {400, 422}
    assert not Voter.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "0/7d0a1f5e-30c4-4e0f-9d8e-0a4f0e2b6c11",
        "9999999999/7d0a1f5e-30c4-4e0f-9d8e-0a4f0e2b6c11",
        "999999999/7d0a1f5e-30c4-4e0f-9d8e-0a4f0e2b6c11",
        f"{'9' * 5000}/7d0a1f5e-30c4-4e0f-9d8e-0a4f0e2b6c11",
        "-1/7d0a1f5e-30c4-4e0f-9d8e-0a4f0e2b6c11",
        "1/7d0a1f5e30c44e0f9d8e0a4f0e2b6c11",
        "1/..%2f..%2f",
        "1/7D0A1F5E-30C4-4E0F-9D8E-0A4F0E2B6C11",
        "١/7d0a1f5e-30c4-4e0f-9d8e-0a4f0e2b6c11",
    ],
)
def test_addresses_of_no_poll_are_not_found(client, path):
    assert client.post(f"/plugins/polls/{path}/vote/", {"answer": "x"}).status_code == 404
    assert client.get(f"/plugins/polls/{path}/").status_code == 404
    assert client.get(f"/fragments/plugins/polls/{path}/").status_code == 404


def test_another_block_of_the_story_is_no_poll(polls):
    assert polls.vote(polls.story(), block=polls.id_of(99)).status_code == 404
    assert polls.vote(ArticleFactory()).status_code == 404


def test_pages_of_other_sites_do_not_vote(polls):
    story = polls.story()
    refused = polls.vote(story, **{"sec-fetch-site": "cross-site", "origin": "https://evil.test"})
    assert refused.status_code == 403
    assert "This was sent from another site." in words(refused)
    assert not Voter.objects.exists()
    assert polls.vote(story, **{"sec-fetch-site": "same-origin"}).status_code == 303


def test_one_connection_votes_so_often_in_a_minute(polls, time_machine):
    time_machine.move_to(NOW, tick=False)
    story = polls.story()
    for number in range(VOTES_LIMIT_PER_MINUTE):
        polls.vote(story, **{"user-agent": f"Browser {number}"})
    refused = polls.vote(story)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "60"
    assert Voter.objects.count() <= 8  # of browsers of one address
    assert polls.vote(story, address="192.0.2.2").status_code == 303


def test_a_vote_is_sent_not_followed(polls, client):
    assert client.get(f"{polls.address(polls.story())}vote/").status_code == 405


def test_polls_go_with_their_story(polls):
    story = polls.story()
    polls.vote(story)
    story.delete()
    assert not Poll.objects.exists()
    assert not Voter.objects.exists()


def test_a_story_can_be_deleted_once_the_plugin_is_gone_and_its_tables_are_left():
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, Poll._meta.db_table)
    foreign = [found["foreign_key"] for found in constraints.values() if found["foreign_key"]]
    assert foreign == []
