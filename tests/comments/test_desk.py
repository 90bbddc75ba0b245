"""The queue of comments in the admin."""

import pytest
from django.urls import reverse

from comments.models import ReaderComment, State
from comments.moderation import set_state
from tests.comments.conversing import add_comment
from tests.comments.moderating import QUEUE, bulk, decide, listed, page_of, report
from tests.factories import ArticleFactory, SectionFactory
from tests.queries import capture_queries

pytestmark = pytest.mark.django_db


def states(comments):
    """Return the states of comments as they are stored."""
    found = ReaderComment.objects.in_bulk([comment.pk for comment in comments])
    return [found[comment.pk].state for comment in comments]


def test_the_queue_begins_with_who_has_waited_longest(desk, waiting, story):
    add_comment(story, "Approved")
    assert listed(desk) == [comment.pk for comment in waiting]


def test_the_newest_comes_first_where_nothing_waits(desk, story):
    first, second = add_comment(story), add_comment(story)
    assert listed(desk, state="all") == [second.pk, first.pk]


def test_the_tabs_say_how_many_wait_and_are_reported(desk, waiting, story):
    reported = add_comment(story)
    report(reported)
    report(reported, reason="spam")
    tabs = page_of(desk.get(QUEUE)).select(".desk-tabs a")
    assert [" ".join(tab.text.split()) for tab in tabs] == ["Waiting 3", "Reported 1", "All"]
    assert listed(desk, QUEUE + tabs[1]["href"].removeprefix(QUEUE)) == [reported.pk]


@pytest.fixture
def mixture(section):
    """Comments that differ in all that the list can be narrowed by."""
    here = ArticleFactory(parent=section, title="Ferry leaves")
    there = ArticleFactory(parent=SectionFactory(title="Sport"), title="Regatta won")
    ferry = add_comment(here, "What a ferry!", name="Ines", visitor="a" * 32)
    oars = add_comment(there, "What oars 100%", name="Jo", visitor="b" * 32)
    spam = add_comment(there, "Cheap watches", visitor="b" * 32)
    set_state([spam], State.REJECTED, None)
    report(oars)
    return {"ferry": ferry, "oars": oars, "spam": spam, "here": here, "there": there}


@pytest.mark.parametrize("address", ["comments_desk:index", "comments_desk:index_results"])
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, set()),
        ({"state": "all"}, {"ferry", "oars", "spam"}),
        ({"state": "approved"}, {"ferry", "oars"}),
        ({"state": "rejected"}, {"spam"}),
        ({"state": "garbage"}, set()),
        ({"state": "all", "reported": "true"}, {"oars"}),
        ({"state": "all", "reported": "false"}, {"ferry", "spam"}),
        ({"state": "all", "headline": "FERRY"}, {"ferry"}),
        ({"state": "all", "headline": "\0"}, set()),
        ({"state": "all", "visitor": "bbbb"}, {"oars", "spam"}),
        ({"state": "all", "visitor": "%"}, set()),
        ({"state": "all", "visitor": "b" * 33}, set()),
        ({"state": "all", "story": "99999999999999999999"}, set()),
        ({"state": "all", "section": "x"}, set()),
        ({"state": "all", "posted_at_from": "2001-01-01"}, {"ferry", "oars", "spam"}),
        ({"state": "all", "posted_at_to": "2001-01-01"}, set()),
        ({"state": "all", "posted_at_to": "garbage"}, set()),
        ({"state": "all", "q": "WHAT"}, {"ferry", "oars"}),
        ({"state": "all", "q": "ines"}, {"ferry"}),
        ({"state": "all", "q": "0%"}, {"oars"}),
        ({"state": "all", "q": "'\";--"}, set()),
        ({"state": "all", "q": "🌊"}, set()),
        ({"state": "all", "q": "🌊" * 20_000}, set()),
        ({"state": "all", "q": "9" * 10}, set()),
        ({"state": "all", "q": "\0"}, {"ferry", "oars", "spam"}),
        ({"state": "all", "ordering": "garbage", "p": "garbage"}, {"ferry", "oars", "spam"}),
    ],
)
def test_the_list_can_be_narrowed(desk, mixture, address, query, found):
    numbers = {mixture[name].pk for name in found}
    assert set(listed(desk, reverse(address), **query)) == numbers


def test_the_list_can_be_narrowed_to_a_story_and_a_section(desk, mixture):
    oars, spam = mixture["oars"].pk, mixture["spam"].pk
    there = mixture["there"]
    assert set(listed(desk, state="all", story=there.pk)) == {oars, spam}
    assert set(listed(desk, state="all", section=there.section_id)) == {oars, spam}


def test_a_comment_is_found_by_its_number(desk, mixture):
    ferry = mixture["ferry"]
    for text in (f"No. {ferry.pk}", f">>{ferry.pk}"):
        assert listed(desk, state="all", q=text) == [ferry.pk]
    assert ferry.pk in listed(desk, state="all", q=ferry.pk)


def test_the_list_costs_the_same_for_three_comments_and_for_twenty(desk, waiting, story):
    listed(desk)
    with capture_queries() as few:
        listed(desk)
    more = [add_comment(ArticleFactory(parent=SectionFactory()), user=None) for _ in range(17)]
    for comment in more:
        report(comment)
    set_state(more, State.PENDING, None)
    for comment in more:
        report(comment, reason="spam")
    with capture_queries() as many:
        assert len(listed(desk)) == 20
    assert len(many) == len(few) == 15


@pytest.mark.parametrize(
    ("action", "state"), [("approve", "approved"), ("reject", "rejected"), ("remove", "removed")]
)
def test_many_are_decided_about_at_once(desk, waiting, action, state):
    response = bulk(desk, action, waiting[:2], next=QUEUE)
    assert response.status_code == 302
    assert states(waiting) == [state, state, "pending"]
    assert f"2 comments {state}." in desk.get(QUEUE).content.decode()


@pytest.mark.parametrize("action", ["approve", "reject", "remove", "ban"])
def test_a_bulk_action_asks_first(desk, waiting, action):
    address = reverse("wagtail_bulk_action", args=["comments", "readercomment", action])
    page = page_of(desk.get(address, {"id": [c.pk for c in waiting]}))
    assert "One thing." in page.text
    assert states(waiting) == ["pending"] * 3


def test_all_in_the_list_are_those_that_its_filters_leave(desk, mixture, waiting):
    bulk(desk, "remove", "all", state="all", visitor="b" * 32)
    names = ["ferry", "oars", "spam"]
    assert states([mixture[name] for name in names]) == ["approved", "removed", "removed"]
    assert states(waiting) == ["pending"] * 3


def test_all_in_the_list_are_none_where_a_filter_makes_no_sense(desk, waiting):
    assert bulk(desk, "remove", "all", posted_at_to="garbage").status_code == 404
    assert states(waiting) == ["pending"] * 3


def test_all_in_the_list_are_those_that_were_there_when_it_was_asked(desk, waiting):
    bulk(desk, "approve", "all", {"newest": waiting[1].pk})
    assert states(waiting) == ["approved", "approved", "pending"]


@pytest.mark.parametrize("ids", ["garbage", "-1", "9" * 30, "٣", "", "1.5"])
def test_a_bulk_action_on_nothing_is_not_found(desk, waiting, ids):
    address = reverse("wagtail_bulk_action", args=["comments", "readercomment", "approve"])
    assert desk.get(address, {"id": ids}).status_code == 404
    assert desk.post(f"{address}?id={ids}").status_code == 404


def test_a_decision_leads_to_the_next_comment_that_waits(desk, waiting):
    first, second, third = waiting
    assert decide(desk, first, "approve").url.startswith(f"{QUEUE}{second.pk}/")
    assert decide(desk, third, "reject").url.startswith(f"{QUEUE}{second.pk}/")
    assert decide(desk, second, "remove").url == QUEUE
    assert states(waiting) == ["approved", "removed", "rejected"]


def test_a_comment_is_shown_in_its_conversation(desk, story):
    root = add_comment(story, "It began so.", name="Ines")
    comment = add_comment(story, "I disagree.", reply_to=root)
    add_comment(story, "And I agree.", reply_to=comment)
    report(comment, details="He knows my address.")
    page = page_of(desk.get(reverse("comments_desk:edit", args=[comment.pk])))
    text = " ".join(page.select_one("main").text.split())
    parts = [story.title, "It began so.", "I disagree.", "And I agree.", "He knows my address."]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_a_comment_costs_the_same_with_one_answer_and_with_many(desk, story):
    root = add_comment(story)
    address = reverse("comments_desk:edit", args=[root.pk])

    def stir():
        ReaderComment.objects.filter(pk=add_comment(story, reply_to=root).pk).update(
            visitor=root.visitor
        )
        report(root, reason="spam")
        set_state([root], State.REMOVED, None)
        set_state([root], State.APPROVED, None)

    stir()
    with capture_queries() as one:
        desk.get(address)
    for _ in range(14):
        stir()
    with capture_queries() as many:
        page = page_of(desk.get(address))
    assert "and 5 more" in page.text
    assert len(many) == len(one) == 21


@pytest.mark.parametrize("decision", ["", "garbage", "pending"])
def test_what_is_no_decision_changes_nothing(desk, waiting, decision):
    assert decide(desk, waiting[0], decision).status_code == 302
    assert states(waiting) == ["pending"] * 3


def test_a_decision_stays_in_the_list_as_it_was_narrowed(desk, mixture):
    oars, spam = mixture["oars"], mixture["spam"]
    spam.refresh_from_db()
    query = {"state": "all", "visitor": "b" * 32}
    address = decide(desk, spam, "remove", **query).url
    assert address.startswith(f"{QUEUE}{oars.pk}/?")
    assert "visitor=bbbb" in address


@pytest.mark.parametrize("number", [0, 99999, 2**31, 2**63, 10**30])
def test_a_comment_that_is_not_there_is_not_found(desk, number):
    assert desk.get(f"{QUEUE}{number}/").status_code == 404
    assert desk.get(f"{QUEUE}{number}/history/").status_code == 404


@pytest.mark.parametrize("query", ["export=csv", "export=xlsx", "export=garbage", "p=-1", "p=1e9"])
def test_the_list_answers_whatever_is_asked(desk, waiting, query):
    assert desk.get(f"{QUEUE}?{query}").status_code == 200


def test_the_first_page_tells_moderators_what_waits(desk, waiting, story):
    report(add_comment(story))
    panel = page_of(desk.get("/admin/")).select_one(".desk-waiting")
    assert panel.text == "3 comments wait, 1 is reported."
    numbers = [len(listed(desk, link["href"])) for link in panel.select("a")]
    assert numbers == [3, 1]
