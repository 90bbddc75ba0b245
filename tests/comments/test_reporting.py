"""Readers report comments to the moderators."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from comments.models import ReaderComment, Report, State
from comments.moderation import set_state
from comments.views.reporting import REPORTS_LIMIT_PER_HOUR
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section)


@pytest.fixture
def comment(story):
    return add_comment(story, "Buy this")


def report(client, comment, reason="spam", headers=None, address="127.0.0.1", **fields):
    fields = {"reason": reason, **fields}
    path = f"/comments/{comment.pk}/report/"
    return client.post(path, fields, headers=headers, REMOTE_ADDR=address)


def test_a_reader_reports_a_comment_with_a_reason(comment, client, read):
    page = read(f"/comments/{comment.pk}/report/")
    assert "Buy this" in page.text
    reasons = [option["value"] for option in page.select("[name=reason]")]
    assert reasons == list(Report.Reason.values)
    response = report(client, comment, details="It is on every story.")
    found = Report.objects.get()
    assert (found.comment, found.reason, found.details) == (
        comment,
        "spam",
        "It is on every story.",
    )
    assert len(found.visitor) == 32
    assert response.status_code == 303
    assert "Thank you." in client.get(response.url).text
    assert not response.cookies


def test_a_second_report_of_the_same_reader_is_the_first(
    comment, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        for reason in ("spam", "abuse"):
            assert report(client, comment, reason).status_code == 303
    assert Report.objects.get().reason == "spam"
    # Moderators get one mail.
    assert len(callbacks) == 1
    report(client, comment, address="192.0.2.9")
    assert Report.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"reason": ""}, "Choose a reason."),
        ({"reason": "boring"}, "Choose one of these reasons."),
        ({"details": "x" * 501}, "Details have up to 500 characters."),
    ],
)
def test_what_is_wrong_is_said_and_the_details_are_given_back(comment, client, fields, message):
    details = fields.get("details", "It is on every story.")
    response = report(client, comment, **{"details": details, **fields})
    assert response.status_code == 422
    assert message in response.text
    page = BeautifulSoup(response.content, "lxml")
    assert page.select_one("textarea").text.removeprefix("\n") == details
    assert not Report.objects.exists()


def test_characters_that_no_text_has_are_taken_out(comment, client):
    assert report(client, comment, details="A\x00B\u202e").status_code == 303
    assert Report.objects.get().details == "AB"


def test_one_reader_cannot_report_everything(story, client):
    comments = [add_comment(story, f"Comment {n}") for n in range(REPORTS_LIMIT_PER_HOUR + 1)]
    for comment in comments[:-1]:
        assert report(client, comment).status_code == 303
    response = report(client, comments[-1], details="This too")
    assert response.status_code == 429
    assert "Report this one a little later." in response.text
    assert "This too" in response.text
    assert Report.objects.count() == REPORTS_LIMIT_PER_HOUR
    assert report(client, comments[-1], address="192.0.2.9").status_code == 303
    Report.objects.update(reported_at=comment.posted_at - timedelta(hours=2))
    assert report(client, comments[-1]).status_code == 303


def test_what_was_reported_before_is_heard_even_after_many(story, client):
    comments = [add_comment(story, f"Comment {n}") for n in range(REPORTS_LIMIT_PER_HOUR)]
    for comment in [*comments, comments[0]]:
        assert report(client, comment).status_code == 303


@pytest.mark.parametrize("state", [State.REMOVED, State.REJECTED, State.PENDING])
def test_what_readers_do_not_read_is_not_reported(comment, client, state):
    set_state([comment], state, None)
    response = report(client, comment, details="Bad")
    assert response.status_code == 404
    assert "Buy this" not in response.text
    assert not Report.objects.exists()


def test_another_site_reports_nothing(comment, client):
    response = report(client, comment, details="Bad", headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert "Bad" in response.text
    assert not Report.objects.exists()


def test_a_report_that_cannot_be_read_has_an_answer(comment, client):
    response = report(client, comment, details="x" * 3_000_000)
    assert response.status_code == 413


def test_the_comment_stays_where_it_is(comment, client, read, story):
    report(client, comment)
    assert ReaderComment.objects.get().state == State.APPROVED
    assert "Buy this" in read(story.url).text
