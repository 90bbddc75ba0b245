"""A moderator clears the queue with the keyboard alone."""

import pytest
from playwright.sync_api import expect

from comments.models import Ban, ReaderComment, State
from comments.moderation import set_state
from tests.comments.conversing import add_comment
from tests.comments.moderating import report
from tests.e2e.axe import OURS, expect_no_violation
from tests.e2e.newspaper import newspaper

pytestmark = pytest.mark.newsroom(built_by=newspaper)
# A decision is a form that is sent. The browser counts what a page has sent.
COUNT_SENT = "window.sent = 0; addEventListener('submit', () => { window.sent += 1; }, true);"
TAB_PRESSES_LIMIT = 60


@pytest.fixture
def queue(story):
    """Five comments that wait."""
    words = ["Well said.", "Nonsense.", "You people!", "Cheap watches!", "I was there."]
    comments = [add_comment(story, text) for text in words]
    set_state(comments, State.PENDING, None)
    return comments


def tab_to(page, locator):
    """Press Tab until something has the focus, which must be visible then."""
    for _ in range(TAB_PRESSES_LIMIT):
        page.keyboard.press("Tab")
        if locator.evaluate("element => element === document.activeElement"):
            outline = "element => getComputedStyle(element).outlineStyle"
            assert locator.evaluate(outline) != "none"
            return
    pytest.fail(f"Tab does not lead to {locator}")


def of(queue):
    """Return the comments of a queue as they are now, in order."""
    return ReaderComment.objects.filter(pk__in=[one.pk for one in queue]).order_by("pk")


def the(page, comment):
    """Return the heading of a comment's page."""
    return page.get_by_role("heading", name=f"No. {comment.pk} Anonymous")


def press(page, key):
    """Press a key once the page knows what it means."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def test_a_moderator_clears_the_queue_with_the_keyboard_alone(desk, queue):
    first, second, third, fourth, fifth = queue
    desk.goto("/admin/comments/")
    tab_to(desk, desk.get_by_role("link", name=f"No. {first.pk}", exact=True))
    desk.keyboard.press("Enter")
    expect(the(desk, first)).to_be_visible()
    press(desk, "a")
    expect(the(desk, second)).to_be_visible()
    press(desk, "j")
    expect(the(desk, third)).to_be_visible()
    press(desk, "k")
    expect(the(desk, second)).to_be_visible()
    press(desk, "r")
    expect(the(desk, third)).to_be_visible()
    press(desk, "d")
    expect(the(desk, fourth)).to_be_visible()
    press(desk, "b")
    tab_to(desk, desk.get_by_role("textbox", name="Note"))
    desk.keyboard.type("advertising brand")
    tab_to(desk, desk.get_by_role("button", name="Ban", exact=True))
    desk.keyboard.press("Enter")
    expect(the(desk, fifth)).to_be_visible()
    tab_to(desk, desk.get_by_role("button", name="Approve"))
    desk.keyboard.press("Space")
    expect(desk.get_by_text("No comment waits.")).to_be_visible()
    states = of(queue).values_list("state", flat=True)
    assert list(states) == ["approved", "rejected", "removed", "rejected", "approved"]
    assert Ban.objects.get().note == "advertising brand"


def test_a_decision_is_undone_with_the_keyboard(desk, queue):
    desk.goto(f"/admin/comments/{queue[0].pk}/")
    desk.keyboard.press("d")
    expect(the(desk, queue[1])).to_be_visible()
    tab_to(desk, desk.get_by_role("link", name="Undo"))
    desk.keyboard.press("Enter")
    tab_to(desk, desk.get_by_role("button", name="Undo"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Undone: 1 comment restored.")).to_be_visible()
    assert not of(queue).exclude(state=State.PENDING).exists()


def test_other_keys_decide_nothing(desk, queue):
    desk.add_init_script(COUNT_SENT)
    desk.goto(f"/admin/comments/{queue[0].pk}/")
    for key in ["Control+a", "Alt+d", "Meta+r", "x"]:
        desk.keyboard.press(key)
        assert desk.evaluate("sent") == 0, key
    assert not of(queue).exclude(state=State.PENDING).exists()


def test_a_key_that_is_held_down_decides_once(desk, queue):
    desk.add_init_script(COUNT_SENT)
    desk.goto(f"/admin/comments/{queue[0].pk}/")
    desk.keyboard.down("a")
    expect(the(desk, queue[1])).to_be_visible()
    for _ in range(5):
        desk.keyboard.down("a")
    desk.keyboard.up("a")
    assert desk.evaluate("sent") == 0
    assert of(queue).exclude(state=State.PENDING).count() == 1


def test_the_keys_are_shown(desk, queue):
    desk.goto(f"/admin/comments/{queue[0].pk}/")
    expect(desk.get_by_role("button", name="Approve A")).to_be_visible()
    desk.keyboard.press("?")
    expect(desk.get_by_role("row", name="Approve a")).to_be_visible()


@pytest.mark.parametrize("action", ["Approve", "Remove"])
def test_all_in_the_list_are_decided_about_together(desk, story, action):
    comments = [add_comment(story, f"Comment {n}") for n in range(22)]
    set_state(comments, State.PENDING, None)
    approved = add_comment(story)
    desk.goto("/admin/comments/")
    desk.get_by_role("checkbox", name="Select all").first.check()
    desk.get_by_role("button", name="Select all comments in this list").click()
    desk.get_by_role("link", name=f"{action} selected comments").click()
    expect(desk.get_by_text("and 2 more")).to_be_visible()
    desk.get_by_role("button", name=action).click()
    expect(desk.get_by_text("22 comments")).to_be_visible()
    approved.refresh_from_db()
    assert approved.state == State.APPROVED
    assert not ReaderComment.objects.filter(state=State.PENDING).exists()


@pytest.mark.parametrize("path", ["", "?state=all", "{n}/", "bans/", "bans/new/", "ban", "undo"])
def test_axe_finds_no_violation(desk, queue, story, path):
    reply = add_comment(story, "An answer.", reply_to=add_comment(story, "A question."))
    report(reply)
    add_comment(story, "Long. " * 100, reply_to=reply)
    if path == "undo":
        desk.goto(f"/admin/comments/{queue[0].pk}/")
        desk.keyboard.press("d")
        path = desk.get_by_role("link", name="Undo").get_attribute("href")
    elif path == "ban":
        path = f"/admin/bulk/comments/readercomment/ban/?id={reply.pk}"
    else:
        path = f"/admin/comments/{path.format(n=reply.pk)}"
    desk.goto(path, wait_until="networkidle")
    expect_no_violation(desk, OURS)
