"""What stories show of a poll, and what is rendered again when somebody votes."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from byline.plugins.testing import without
from byline_polls.polls import polls_in
from byline_polls.rendering import poll_html
from byline_polls.voting import ANNOUNCE_SECONDS, COMMIT_SECONDS
from tests.factories import ArticleFactory, StandardPageFactory
from tests.queries import capture_queries

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def seconds(number):
    return NOW + timedelta(seconds=number)


def test_a_poll_is_a_form_that_works_without_scripts(polls, fragment):
    story = polls.story()
    section = fragment(story).section
    assert section.h2.text == polls.question
    form = section.form
    assert (form["method"], form["action"]) == ("post", f"{polls.address(story)}vote/")
    buttons = form.select("button[name=answer]")
    assert [button.get_text(strip=True) for button in buttons] == polls.answers
    assert [button["value"] for button in buttons] == [polls.id_of(n) for n in (1, 2, 3)]
    assert not section.table
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00\+00:00", section.time["datetime"])


def test_the_styles_are_in_the_head_of_pages_with_a_poll(polls, client, section):
    page = BeautifulSoup(client.get(polls.story().url).content, "lxml")
    assert page.select("head link[href$='byline_polls/polls.css']")
    assert not page.select("body link[rel=stylesheet]")
    other = client.get(ArticleFactory(parent=section).url)
    assert "polls.css" not in other.text


def test_results_are_shown_before_voting_where_the_editor_wants_it(polls, fragment):
    story = polls.story({"shows_results": True})
    polls.vote(story)
    section = fragment(story).section
    assert section.form
    assert section.caption.text == "1 vote"
    assert section.select_one("tbody th").find(string=True) == polls.answers[0]


def test_the_chart_has_shares_and_numbers_and_bars_that_need_no_colour(polls, fragment):
    story = polls.story({"shows_results": True})
    for number, answer in enumerate([1, 1, 2], 1):
        polls.vote(story, answer, address=f"192.0.2.{number}")
    table = fragment(story).table
    rows = [row.get_text(" ", strip=True) for row in table.select("tbody tr")]
    assert rows == ["Yes, every hour 67% 2", "At weekends 33% 1", "No 0% 0"]
    assert [bar["width"] for bar in table.select("rect")] == ["66.7%", "33.3%", "0.0%"]
    assert {svg["aria-hidden"] for svg in table.select("svg")} == {"true"}
    assert [head["scope"] for head in table.select("thead th")] == ["col"] * 3


def test_hidden_results_are_for_those_who_voted_and_for_all_after_the_end(
    polls, fragment, time_machine
):
    time_machine.move_to(NOW, tick=False)
    story = polls.story({"closes": seconds(60).isoformat()})
    polls.vote(story)
    address = polls.address(story)

    def shows(ip):
        response = polls.client.get(address, headers={"user-agent": "Browser"}, REMOTE_ADDR=ip)
        assert "no-store" in response["Cache-Control"]
        page = BeautifulSoup(response.content, "lxml")
        return bool(page.table), bool(page.select_one(".poll form"))

    assert shows("192.0.2.1") == (True, False)
    assert shows("192.0.2.2") == (False, True)
    section = fragment(story).section
    assert not section.table
    assert section.select_one(".poll__voted a")["href"] == address
    time_machine.move_to(seconds(60), tick=False)
    assert shows("192.0.2.2") == (True, False)
    assert fragment(story).table


def test_a_script_gets_the_poll_alone(polls):
    story = polls.story()
    response = polls.vote(story, **{"x-requested-with": "fetch"})
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "lxml")
    assert not page.title
    assert page.select_one("[data-poll-status]").get_text(strip=True) == "Your vote was counted."
    assert page.caption.text == "1 vote"
    assert not page.form


def test_a_vote_renders_the_poll_again_and_not_the_story(polls, visitor, committed, time_machine):
    time_machine.move_to(NOW, tick=False)
    story = polls.story({"shows_results": True})
    assert "0 vote" not in visitor.get(story.url).body.decode()
    visitor.rendered.clear()
    visitor.fragments.clear()
    with committed():
        polls.vote(story)
    assert "1 vote<" in visitor.get(story.url).body.decode()
    assert visitor.rendered == []
    assert visitor.fragments == [f"/fragments{polls.address(story)}"]


def test_under_heavy_voting_pages_are_told_once_in_a_few_seconds(
    polls, visitor, committed, time_machine
):
    time_machine.move_to(NOW, tick=False)
    story = polls.story({"shows_results": True})
    visitor.get(story.url)
    told = []
    visitor.cache.fronts.purge = lambda tags, keys: told.append(tags)
    for number in range(30):
        time_machine.move_to(seconds(number / 10), tick=False)
        with committed():
            polls.vote(story, address=f"192.0.2.{number}")
        visitor.get(story.url)
    assert len([tags for tags in told if any("polls:" in tag for tag in tags)]) == 1
    shown = visitor.get(story.url).body.decode()
    assert "1 vote<" in shown
    # Votes that came in between are shown soon, though nobody votes any more.
    time_machine.move_to(seconds(ANNOUNCE_SECONDS + COMMIT_SECONDS + 0.1), tick=False)
    visitor.fragments.clear()
    assert "30 votes" in visitor.get(story.url).body.decode()
    time_machine.move_to(seconds(600), tick=False)
    visitor.get(story.url)
    assert visitor.fragments.count(f"/fragments{polls.address(story)}") == 1


def test_a_page_asks_for_votes_no_more_once_the_poll_has_closed(polls, visitor, time_machine):
    time_machine.move_to(NOW, tick=False)
    story = polls.story({"closes": seconds(60).isoformat()})
    assert '<form class="poll__form"' in visitor.get(story.url).body.decode()
    time_machine.move_to(seconds(61), tick=False)
    page = visitor.get(story.url).body.decode()
    assert "poll__form" not in page
    assert "Poll – closed" in page
    assert visitor.rendered == [story.url]


def test_who_has_voted_is_not_in_the_page_that_all_get(polls, visitor, committed):
    story = polls.story({"shows_results": True})
    with committed():
        polls.vote(story)
    first = visitor.get(story.url, cookie="voted=1", user_agent="Browser")
    other = visitor.get(story.url)
    assert first.body == other.body
    assert "set-cookie" not in first.headers


def test_a_story_and_its_poll_cost_the_same_queries_however_many_polls_and_votes(polls, client):
    def story_with(number):
        polls_of_it = [polls.body(block=polls.id_of(100 + n)) for n in range(number)]
        items = [item for body in polls_of_it for item in json.loads(body)[1:]]
        return ArticleFactory(body=json.dumps(items), parent__slug=f"of-{number}")

    def queries(address):
        client.get(address)
        with capture_queries() as found:
            assert client.get(address).status_code == 200
        return len(found)

    few, many = story_with(1), story_with(5)
    for number in range(3):
        polls.vote(many, 1, address=f"192.0.2.{number}", block=polls.id_of(104))
        polls.vote(few, 1, address=f"192.0.2.{number}", block=polls.id_of(100))
    one = queries(f"/fragments/plugins/polls/{few.pk}/{polls.id_of(100)}/")
    other = queries(f"/fragments/plugins/polls/{many.pk}/{polls.id_of(104)}/")
    assert one == other <= 4


def test_a_story_page_costs_no_query_for_its_poll(polls, visitor):
    def queries(story):
        for path in ("/fragments/masthead/", "/fragments/footer/"):
            visitor.get(path)
        with CaptureQueriesContext(connection) as captured:
            visitor.get(story.url)
        return [query["sql"] for query in captured if "byline_polls" in query["sql"]]

    assert len(queries(polls.story())) == 1  # its fragment's


def test_hostile_texts_are_texts(polls, fragment):
    hostile = '"><script>alert(1)</script>'
    story = polls.story({"question": hostile, "answers": {1: hostile, 2: "No"}})
    polls.vote(story)
    for page in (fragment(story), BeautifulSoup(polls.client.get(story.url).content, "lxml")):
        assert page.select_one(".poll__question").text == hostile
        assert not page.find("script", string="alert(1)")


def test_what_no_longer_fits_the_block_is_left_out(polls, fragment):
    story = polls.story({"answers": {1: "Only one"}})
    fragment(story, status=404)
    assert "poll" not in polls.client.get(story.url).content.decode().split("<main")[1]
    assert polls.vote(story).status_code == 404


@pytest.mark.parametrize("closes", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_stored_closing_time_out_of_all_ranges_is_none(polls, fragment, client, editor, closes):
    story = polls.story({"closes": closes})
    assert fragment(story).form
    assert polls.vote(story).status_code == 303
    story.save_revision()
    client.force_login(editor)
    assert client.get(f"/admin/pages/{story.pk}/edit/").status_code == 200


def test_answers_without_ids_are_known_by_their_texts(polls, fragment):
    value = {"question": polls.question, "answers": polls.answers, "shows_results": True}
    body = [{"type": "polls_poll", "id": polls.block, "value": value | {"closes": None}}]
    story = ArticleFactory(body=json.dumps(body))
    button = fragment(story).select("button")[1]
    assert polls.vote(story, button["value"]).status_code == 303
    assert fragment(story).select("tbody tr")[1].get_text(" ", strip=True).endswith("100% 1")


def test_on_other_pages_there_is_no_poll(polls, client):
    page = StandardPageFactory(body=polls.body())
    assert polls.question not in client.get(page.url).content.decode()


def test_without_the_plugin_the_story_is_shown_without_the_poll(polls, client):
    story = polls.story()
    polls.vote(story)
    with without("polls"):
        assert client.get(story.url).status_code == 200
    assert polls.result(story) == {1: 1}


def test_rendering_needs_no_request(polls):
    [poll] = polls_in(polls.story())
    assert polls.question in poll_html(poll)
