"""Editor's picks: who makes them, and how readers find them first."""

import pytest
from wagtail.models import ModelLogEntry

from comments.models import State
from comments.moderation import set_pick, set_state
from comments.threads import Sort, threads_on
from tests.comments.conversing import add_comment
from tests.comments.moderating import address_of, page_of, section_moderator
from tests.factories import SectionFactory

pytestmark = pytest.mark.django_db
PICKED = ".comment__mark--pick"


def pick(comment):
    assert set_pick(comment, None, is_pick=True)


def order(story, sort=Sort.PICKS, after=0):
    return [entry.comment.pk for entry in threads_on(story, sort, after).entries]


def test_a_moderator_makes_and_takes_back_a_pick_in_the_desk(desk, story, read):
    comment = add_comment(story)
    for decision, number in (("pick", 1), ("unpick", 0)):
        (button,) = page_of(desk.get(address_of(comment))).select(f"[value={decision}]")
        response = desk.post(address_of(comment), {button["name"]: button["value"]})
        assert response.url.startswith(address_of(comment).rstrip("?"))
        assert len(read(story.url).select(f"#comment-{comment.pk} {PICKED}")) == number
    actions = ModelLogEntry.objects.order_by("pk").values_list("action", flat=True)
    assert [*actions] == ["comments.pick", "comments.unpick"]


def test_a_moderator_makes_a_pick_beside_the_comment(desk, story):
    comment = add_comment(story)
    for decision, number in (("pick", 1), ("unpick", 0)):
        page = page_of(desk.get(comment.get_absolute_url()))
        form = page.select_one(f"form:has([value={decision}])")
        response = desk.post(form["action"], {form.button["name"]: form.button["value"]})
        assert response.url == comment.get_absolute_url()
        assert len(page_of(desk.get(response.url)).select(PICKED)) == number


def test_nobody_else_makes_picks(client, story, read):
    comment = add_comment(story)
    assert not read(comment.get_absolute_url()).select("[value=pick]")
    beside = f"{comment.get_absolute_url()}pick/"
    client.post(address_of(comment), {"decision": "pick"})
    assert client.post(beside, {"do": "pick"}).status_code == 404
    client.force_login(section_moderator(SectionFactory(title="Sport")))
    assert not page_of(client.get(comment.get_absolute_url())).select("[value=pick]")
    assert client.post(address_of(comment), {"decision": "pick"}).status_code == 404
    assert client.post(beside, {"do": "pick"}).status_code == 404
    client.force_login(section_moderator(story.section))
    assert client.get(beside).status_code == 404
    elsewhere = {"Origin": "https://evil.example"}
    assert client.post(beside, {"do": "pick"}, headers=elsewhere).status_code == 403
    comment.refresh_from_db()
    assert not comment.is_pick


def test_threads_with_picks_come_first_and_picks_among_their_replies(story):
    oldest, older, newer, newest = (add_comment(story) for _ in range(4))
    replies = [add_comment(story, reply_to=oldest) for _ in range(6)]
    assert Sort.PICKS not in threads_on(story).sorts
    pick(replies[-1])
    pick(newer)
    assert order(story) == [newer.pk, oldest.pk, newest.pk, older.pk]
    assert order(story, after=newer.pk) == [oldest.pk, newest.pk, older.pk]
    assert order(story, after=oldest.pk) == [newest.pk, older.pk]
    entry = threads_on(story, Sort.PICKS).entries[1]
    shown = [reply.comment.pk for reply in entry.replies]
    assert shown == [*(reply.pk for reply in replies[:3]), replies[-1].pk]
    assert Sort.PICKS in threads_on(story).sorts


@pytest.mark.parametrize("state", [State.REMOVED, State.REJECTED, State.PENDING])
def test_what_readers_do_not_see_is_no_pick(story, read, state):
    older, newer = add_comment(story), add_comment(story)
    reply = add_comment(story, reply_to=older)
    pick(reply)
    set_state([reply], state, None)
    assert order(story) == [newer.pk, older.pk]
    assert not read(story.url).select(PICKED)
    set_state([reply], State.APPROVED, None)
    assert order(story) == [older.pk, newer.pk]
    set_state([newer], state, None)
    assert not set_pick(newer, None, is_pick=True)


def test_the_page_with_the_picks_first_is_cached_until_a_comment_comes(story, visitor, committed):
    pick(add_comment(story, "Well seen"))
    address = f"/comments/on/{story.pk}/?sort=picks"
    page = visitor.get(address).page
    assert page.select_one("[aria-current]").text == "Editor’s picks first"
    assert visitor.is_kept(address)
    assert not visitor.is_kept(f"/comments/on/{story.pk}/?sort=newest")
    with committed():
        add_comment(story, "What comes late")
    assert "What comes late" in visitor.get(address).page.text
