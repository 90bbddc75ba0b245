"""Changing a comment, for five minutes, in the browser that it was written in."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from comments.models import Ban, CommentSettings, ReaderComment, State
from comments.models.comment import EDITING_PERIOD
from comments.moderation import set_state
from news.models import ArticlePage
from tests.comments.conversing import add_comment
from tests.comments.readers import send
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section, title="Ferry sails")


@pytest.fixture
def comment(story, client):
    """A comment that was written in the browser of the test."""
    send(client, story, "Frist!", name="Ines")
    return ReaderComment.objects.get()


@pytest.fixture
def address(comment):
    return f"/comments/{comment.pk}/edit/"


def given_back(response):
    page = BeautifulSoup(response.content, "lxml")
    return page.select_one("main textarea").text.removeprefix("\n").strip()


def test_a_reader_corrects_a_comment(comment, client, read, address, story):
    form = read(address).select_one("main form")
    assert (form["action"], form.textarea.text.strip()) == (address, "Frist!")
    response = client.post(address, {"text": "First!\r\n"})
    assert (response.status_code, response.url) == (303, f"/comments/{comment.pk}/")
    assert ReaderComment.objects.get().comment == "First!"
    found = read(story.url).select_one(".comment")
    assert found.select_one(".comment__text").text == "First!"
    assert found.select_one(".comment__name").text == "Ines"
    assert "edited" in found.select_one(".comment__head").text


@pytest.mark.parametrize("of", ["visitor", "name"])
def test_who_is_banned_meanwhile_cannot_change_it(comment, client, address, of):
    Ban.objects.create(**({"visitor": comment.visitor} if of == "visitor" else {"words": "ines"}))
    response = client.post(address, {"text": "First!"})
    assert response.status_code == 422
    assert "not accepted" in response.text
    comment.refresh_from_db()
    assert comment.comment == "Frist!"


def test_another_browser_cannot_change_it(comment, client, address):
    client.cookies.clear()
    assert client.get(address).status_code == 403
    response = client.post(address, {"text": "Mine now"})
    assert response.status_code == 403
    assert given_back(response) == "Mine now"
    comment.refresh_from_db()
    assert comment.comment == "Frist!"


def test_a_forged_cookie_is_none(comment, client, address):
    client.cookies["own_comments"] = f"{comment.pk}:1abc:forged"
    assert client.get(address).status_code == 403


def test_after_five_minutes_it_stays(comment, client, address):
    ReaderComment.objects.update(
        posted_at=comment.posted_at - EDITING_PERIOD - timedelta(seconds=1)
    )
    assert client.get(address).status_code == 403
    response = client.post(address, {"text": "Too late"})
    assert response.status_code == 403
    assert "The time to change this comment is over." in response.text
    assert given_back(response) == "Too late"
    assert "Edit (until" not in client.get(f"/comments/{comment.pk}/").text


def test_what_was_imported_stays_as_it_was_brought(comment, client, address):
    ReaderComment.objects.update(original_number=17879)
    assert client.post(address, {"text": "Mine"}).status_code == 403


@pytest.mark.parametrize("text", ["", "x" * 5001, "With\x00 nul"])
def test_what_is_wrong_is_given_back(comment, client, address, text):
    response = client.post(address, {"text": text})
    assert response.status_code == 422
    assert given_back(response) == text.replace("\x00", "")
    comment.refresh_from_db()
    assert comment.comment == "Frist!"


@pytest.mark.parametrize("text", ["casino", "https://one.example https://two.example"])
def test_an_edit_may_have_to_wait(comment, client, address, story, text):
    CommentSettings.objects.update_or_create(
        site=story.get_site(), defaults={"blocked_words": "casino", "max_links": 1}
    )
    page = client.get(client.post(address, {"text": text}).url)
    assert "Waiting for a moderator" in page.text
    comment.refresh_from_db()
    assert comment.state == State.PENDING


def test_a_comment_that_waits_can_be_edited(comment, client, address):
    set_state([comment], State.PENDING, None)
    assert client.post(address, {"text": "Still waiting"}).status_code == 303
    comment.refresh_from_db()
    assert (comment.comment, comment.state) == ("Still waiting", State.PENDING)


@pytest.mark.parametrize("state", [State.REJECTED, State.REMOVED])
def test_what_a_moderator_took_away_is_not_changed(comment, client, address, state):
    set_state([comment], state, None)
    response = client.post(address, {"text": "But"})
    assert response.status_code in {403, 404}
    assert given_back(response) == "But"


@pytest.mark.parametrize(("change", "status"), [("closed", 422), ("hidden", 404)])
def test_a_story_that_takes_no_comments_gives_the_text_back(
    comment, client, address, change, status
):
    ArticlePage.objects.update(commenting=change)
    response = client.post(address, {"text": "But"})
    assert response.status_code == status
    assert given_back(response) == "But"


def test_another_site_cannot_change_it(comment, client, address):
    response = client.post(address, {"text": "Ha"}, headers={"Origin": "https://evil.example"})
    assert response.status_code == 403
    assert given_back(response) == "Ha"
    comment.refresh_from_db()
    assert comment.comment == "Frist!"


def test_the_comment_of_the_newsroom_stays_the_newsrooms(story, client, editor):
    client.force_login(editor)
    send(client, story, "Frist!")
    CommentSettings.objects.update_or_create(
        site=story.get_site(), defaults={"moderation": "before"}
    )
    comment = ReaderComment.objects.get()
    client.post(f"/comments/{comment.pk}/edit/", {"text": "First!"})
    comment.refresh_from_db()
    assert (comment.comment, comment.user, comment.state) == ("First!", editor, State.APPROVED)


def test_ones_own_comments_are_those_of_this_browser(story, comment, client):
    other = add_comment(story, "Not mine")
    page = client.get(f"/comments/{other.pk}/")
    assert "This is your comment" not in page.text
    assert "This is your comment" in client.get(f"/comments/{comment.pk}/").text
