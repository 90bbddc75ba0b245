"""What was typed survives any sequence of mishaps: on the server or in the browser."""

import re

import pytest
from playwright.sync_api import expect

from news.models import ArticlePage
from tests.e2e.editing import (
    PASTE,
    blocks,
    choose,
    press_on,
    put_cursor_after,
    select,
    type_at_end,
    undo,
    wait_until_edits_are_watched,
    wait_until_saved,
)

WORDS = "Never lost."
DOCUMENT = "<h2>Pasted</h2><table><tr><td>A</td><td>B</td></tr></table><p>Last.</p>"
# Whether the browser has the words.
IS_KEPT = """(words) => Object.entries(localStorage).some(
  ([key, text]) => key.startsWith("byline-unsaved") && text.includes(words)
)"""
# Typed into a story, and what happens then, in this order. The page is opened again at the end.
SEQUENCES = [
    "type delete undo",
    "type saved delete reload undo-in-history",
    "type paste undo redo sign-out",
    "type split reload delete undo",
    "type turn-into offline undo redo",
    "type second-tab move",
    "second-tab type delete undo redo undo",
    "offline type join",
    "type paste offline undo",
    "offline type cut paste-blocks undo undo",
    "offline type later delete online",
    "sign-out type split undo",
]


class Desk:
    """A person with the form of a story, to whom things happen."""

    def __init__(self, page, story):
        self.page = page
        self.story = story
        self.cookies = page.context.cookies()
        page.on("dialog", lambda dialog: dialog.accept())

    def do(self, step):
        getattr(self, step.replace("-", "_"))()

    def type(self):
        type_at_end(self.page, f" {WORDS}")
        for _ in range(600):
            if self.page.evaluate(IS_KEPT, WORDS) or self.is_in_history():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError

    def delete(self):
        count = blocks(self.page).count()
        press_on(blocks(self.page).nth(0), "DELETE")
        expect(blocks(self.page)).to_have_count(count - 1)

    def undo(self):
        undo(self.page, "button")

    def redo(self):
        self.page.get_by_role("button", name="Redo", exact=True).click()

    def paste(self):
        count = blocks(self.page).count()
        put_cursor_after(self.page, blocks(self.page).nth(0), "The first")
        self.page.evaluate(PASTE, ["Pasted A B Last.", DOCUMENT])
        expect(self.page.locator("[data-article-body]").get_by_text("Pasted").first).to_be_visible()
        assert blocks(self.page).count() >= count

    def join(self):
        choose(blocks(self.page).nth(0), "Join with the block below")

    def split(self):
        put_cursor_after(self.page, blocks(self.page).nth(0), "The first")
        choose(blocks(self.page).nth(0), "Split at the cursor")

    def turn_into(self):
        choose(blocks(self.page).nth(0), re.compile("^Quote"))

    def move(self):
        press_on(blocks(self.page).nth(0), "MOVE_DOWN")

    def cut(self):
        select(self.page, 0, 1).get_by_role("button", name="Cut").click()

    def paste_blocks(self):
        self.page.get_by_role("button", name="Paste at the end").click()

    def offline(self):
        self.page.context.set_offline(True)

    def later(self):
        """Let ten seconds go by."""
        now = self.page.evaluate("Date.now()")
        self.page.clock.set_system_time(now + 11_000)

    def saved(self):
        wait_until_saved(self.page, self.story, lambda body: WORDS in body)

    def online(self):
        """Have a network again, and the form saved without the first block."""
        self.page.context.set_offline(False)
        type_at_end(self.page, " Since.")
        wait_until_saved(self.page, self.story, lambda body: "Since." in body)
        # Until the form knows: else it would offer this too, and saving both ends with the later.
        for _ in range(600):
            if not self.page.evaluate(IS_KEPT, "Since."):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError

    def sign_out(self):
        self.page.context.clear_cookies()

    def second_tab(self):
        other = self.page.context.new_page()
        other.goto(self.page.url)
        other.get_by_role("textbox", name="Headline").fill("Of the other tab")
        other.get_by_role("button", name="Save draft").click()
        saved = other.get_by_text("has been updated")
        # The first one may have saved meanwhile.
        warning = other.get_by_role("dialog").get_by_role("button", name="Save draft")
        expect(saved.or_(warning)).to_be_visible()
        if warning.is_visible():
            warning.click()
        expect(saved).to_be_visible()
        other.close()

    def reload(self):
        """Open the page again, and have what the browser offers saved."""
        self.page.goto("about:blank")  # or it would be sent as soon as there is a network
        self.page.context.set_offline(False)
        self.page.context.add_cookies(self.cookies)
        self.page.goto(f"/admin/pages/{self.story.pk}/edit/")
        wait_until_edits_are_watched(self.page)
        offer = self.page.get_by_role("alert").filter(has_text="never saved")
        for _ in range(offer.count()):
            offer.first.get_by_role("button", name=re.compile("^Save it")).click()
            expect(self.page.get_by_text("has been updated")).to_be_visible()
            wait_until_edits_are_watched(self.page)

    def undo_in_history(self):
        revision = next(one for one in self.revisions() if WORDS in str(one.content))
        self.page.goto(f"/admin/pages/{self.story.pk}/revisions/{revision.pk}/revert/")
        self.page.get_by_role("button", name="Replace current draft").click()
        expect(self.page.get_by_text("has been replaced")).to_be_visible()

    def revisions(self):
        return ArticlePage.objects.get(pk=self.story.pk).revisions.order_by("-pk")

    def is_in_history(self):
        return any(WORDS in str(one.content) for one in self.revisions())


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_nothing_typed_is_lost(open_form, draft, sequence):
    desk = Desk(open_form(draft), draft)
    for step in [*sequence.split(), "reload"]:
        desk.do(step)
    expect(desk.page.locator("[data-article-body]")).to_contain_text(WORDS)
    assert WORDS in str(desk.revisions()[0].content)
