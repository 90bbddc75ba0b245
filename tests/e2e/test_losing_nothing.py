"""What an editor deletes, moves or loses by mistake comes back."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.axe import expect_no_violation
from tests.e2e.editing import (
    TEXTS,
    blocks,
    press_on,
    type_at_end,
    undo,
    wait_until_saved,
    wait_until_stored,
)
from tests.factories import ArticleFactory, PhotoFactory


def expect_texts(page, texts):
    for n, text in enumerate(texts):
        expect(blocks(page).nth(n)).to_contain_text(text)
    expect(blocks(page)).to_have_count(len(texts))


@pytest.mark.parametrize("how", ["button", "keys"])
def test_a_deleted_block_comes_back(open_form, draft, how):
    page = open_form(draft)
    press_on(blocks(page).nth(1), "DELETE")
    expect_texts(page, [TEXTS[0], TEXTS[2]])
    wait_until_saved(page, draft, lambda body: TEXTS[1] not in body)
    undo(page, how)
    expect_texts(page, TEXTS)
    body = wait_until_saved(page, draft, lambda body: TEXTS[1] in body)
    assert [body.index(text) for text in TEXTS] == sorted(body.index(text) for text in TEXTS)


def test_a_block_that_comes_back_is_saved_at_once(open_form, draft):
    page = open_form(draft)
    press_on(blocks(page).nth(1), "DELETE")
    undo(page, "button")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("has been updated")).to_be_visible()
    expect_texts(page, TEXTS)


def test_what_was_done_is_undone_step_by_step_and_typing_stays(open_form, draft):
    page = open_form(draft)
    press_on(blocks(page).nth(0), "MOVE_DOWN")
    press_on(blocks(page).nth(2), "DELETE")
    press_on(blocks(page).nth(0), "DUPLICATE")
    expect(blocks(page)).to_have_count(3)
    blocks(page).nth(2).locator("[contenteditable=true]").click()
    page.keyboard.press("End")
    page.keyboard.type(" Typed since.")
    for count in (2, 3, 3):
        undo(page, "button")
        expect(blocks(page)).to_have_count(count)
    expect_texts(page, [f"{TEXTS[0]} Typed since.", *TEXTS[1:]])
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_hidden()


def test_the_keys_undo_what_was_typed_since_before_they_undo_what_was_done(open_form, draft):
    page = open_form(draft)
    press_on(blocks(page).nth(1), "DELETE")
    type_at_end(page, " Typed since.")
    page.keyboard.press("Control+z")
    expect(blocks(page).nth(0)).not_to_contain_text("since")
    expect_texts(page, [TEXTS[0], TEXTS[2]])


def test_a_photo_deleted_from_a_gallery_comes_back(open_form, section):
    photos = [
        {"photo": PhotoFactory(title=f"Photo {n}"), "caption": f"Tide {n}"} for n in (1, 2, 3)
    ]
    body = [("gallery", {"title": "Tides", "photos": photos})]
    page = open_form(ArticleFactory(parent=section, live=False, body=body))
    gallery = blocks(page).nth(0)
    captions = gallery.get_by_label("Caption").and_(page.locator(":visible"))
    expect(captions).to_have_count(3)
    press_on(gallery.locator("[data-streamfield-child]").nth(1), "DELETE")
    expect(captions).to_have_count(2)
    undo(page, "button")
    expect(captions).to_have_count(3)
    assert [captions.nth(n).input_value() for n in range(3)] == ["Tide 1", "Tide 2", "Tide 3"]


def wait_until_kept(page, words):
    """Wait until the browser has stored the words."""
    stored = "Object.entries(localStorage).filter(([key]) => key.startsWith('byline')).join()"
    for _ in range(600):
        if words in page.evaluate(stored):
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate(stored))


def lose_the_network(page, context, draft):
    context.set_offline(True)
    type_at_end(page, " Never sent.")
    wait_until_kept(page, "Never sent.")
    page.goto("about:blank")  # or it would be sent as soon as there is a network
    context.set_offline(False)


def lose_the_session(page, context, draft):
    cookies = context.cookies()
    context.clear_cookies()
    type_at_end(page, " Never sent.")
    wait_until_kept(page, "Never sent.")
    context.add_cookies(cookies)


def save_in_another_tab(page, context, draft):
    other = context.new_page()
    other.goto(page.url)
    other.get_by_role("textbox", name="Headline").fill("Of the other tab")
    other.get_by_role("button", name="Save draft").click()
    expect(other.get_by_text("has been updated")).to_be_visible()
    other.close()
    type_at_end(page, " Never sent.")
    wait_until_kept(page, "Never sent.")


def close_at_once(page, context, draft):
    page.route(re.compile("/edit/$"), lambda route: route.abort())
    type_at_end(page, " Never sent.")
    page.wait_for_timeout(400)  # the editor gives what is typed to its field after a quarter of it
    page.goto("about:blank")
    page.unroute(re.compile("/edit/$"))


@pytest.mark.parametrize(
    "lose", [lose_the_network, lose_the_session, save_in_another_tab, close_at_once]
)
def test_what_the_server_never_got_is_offered_again(open_form, draft, context, lose):
    page = open_form(draft)
    lose(page, context, draft)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/admin/pages/{draft.pk}/edit/")
    offer = page.get_by_role("alert").filter(has_text="never saved")
    offer.get_by_text("Look at it").click()
    expect(offer.get_by_label("Text that was not saved")).to_have_value(re.compile("Never sent."))
    offer.get_by_role("button", name=re.compile("Save it (as the newest|in place)")).click()
    expect(page.get_by_text("has been updated")).to_be_visible()
    wait_until_saved(page, draft, lambda body: "Never sent." in body)
    expect(offer).to_be_hidden()
    page.reload()
    expect(blocks(page).nth(0)).to_contain_text("Never sent.")
    expect(offer).to_be_hidden()


def test_what_is_typed_while_the_server_answers_is_saved_too(open_form, draft):
    page = open_form(draft)
    typed = []

    def answer_late(route):
        if route.request.method == "POST" and not typed:
            typed.append(1)
            page.keyboard.type(" While it answers.")
        route.continue_()

    page.route(re.compile("/edit/$"), answer_late)
    type_at_end(page, " Before.")
    wait_until_saved(page, draft, lambda body: "Before. While it answers." in body)


# Fills a field as a browser does by itself, without a key or a pointer, just before Wagtail
# begins for the second time to watch the form for edits.
FILL_UNNOTICED = """(form) => {
  form.seo_title.value = "Filled unnoticed";
  form.seo_title.dispatchEvent(new Event("input", { bubbles: true }));
  form.seo_title.dispatchEvent(new Event("change", { bubbles: true }));
  const { app } = window.wagtail;
  app.getControllerForElementAndIdentifier(form, "w-unsaved").setInitialFormData();
}"""


def test_what_wagtail_does_not_notice_is_saved_too(open_form, draft):
    page = open_form(draft)
    page.locator("form[data-edit-form]").evaluate(FILL_UNNOTICED)
    wait_until_stored(page, draft, "seo_title", lambda title: title == "Filled unnoticed")


def test_looking_at_a_form_offers_nothing_and_keeps_what_is_offered(open_form, draft, context):
    page = open_form(draft)
    lose_the_network(page, context, draft)
    page.on("dialog", lambda dialog: dialog.accept())
    offer = page.get_by_role("alert").filter(has_text="never saved")
    for _ in range(2):
        page.goto(f"/admin/pages/{draft.pk}/edit/")
        expect(offer).to_have_count(1)
        page.get_by_role("textbox", name="Headline").click()
        page.keyboard.press("Tab")
        page.wait_for_timeout(1500)  # longer than the script waits before it stores
    offer.get_by_role("button", name="Discard it").click()
    page.reload()
    expect(page.get_by_role("textbox", name="Headline")).to_be_visible()
    expect(offer).to_have_count(0)


def test_what_was_undone_is_done_again(open_form, draft):
    page = open_form(draft)
    press_on(blocks(page).nth(1), "DELETE")
    undo(page, "button")
    expect_texts(page, TEXTS)
    page.get_by_role("button", name="Redo", exact=True).click()
    expect_texts(page, [TEXTS[0], TEXTS[2]])
    undo(page, "keys")
    expect_texts(page, TEXTS)


def test_a_block_that_went_while_no_one_looked_is_in_the_history(open_form, draft):
    page = open_form(draft)
    press_on(blocks(page).nth(1), "DELETE")
    wait_until_saved(page, draft, lambda body: TEXTS[1] not in body)
    before = draft.revisions.order_by("pk").first()
    page.goto(f"/admin/pages/{draft.pk}/history/")
    expect(page.locator("tbody tr").first).to_contain_text("Draft saved")
    page.goto(f"/admin/pages/{draft.pk}/revisions/{before.pk}/revert/")
    expect_texts(page, TEXTS)


FILL = """() => {
  for (let size = 1_000_000; size >= 1; size = Math.floor(size / 2)) {
    try {
      for (let n = 0; ; n += 1) localStorage.setItem(`other:${size}:${n}`, "x".repeat(size));
    } catch { /* full for this size */ }
  }
}"""


def test_in_a_full_browser_the_oldest_draft_goes_and_then_it_says_so(open_form, draft, editor):
    page = open_form(draft)
    old = f"byline-unsaved:{editor.pk}:/elsewhere/:1"
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [old, "x" * 50_000])
    page.evaluate(FILL)
    page.context.set_offline(True)
    type_at_end(page, " Kept instead.")
    wait_until_kept(page, "Kept instead.")
    assert page.evaluate("(key) => localStorage.getItem(key)", old) is None
    warning = page.get_by_role("status").filter(has_text="has no room to keep")
    expect(warning).to_be_hidden()
    page.evaluate(FILL)
    type_at_end(page, " Not kept.")
    expect(warning).to_be_visible()
    page.context.set_offline(False)
    type_at_end(page, " Sent.")
    wait_until_saved(page, draft, lambda body: "Kept instead. Not kept. Sent." in body)


def test_a_new_story_that_was_saved_is_not_offered_again(desk, section):
    address = f"/admin/pages/add/news/articlepage/{section.pk}/"

    def refuse_autosave(route):
        if route.request.resource_type == "document":
            route.continue_()
        else:
            route.abort()

    desk.route(f"**{address}", refuse_autosave)
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.goto(address)
    desk.get_by_role("textbox", name="Headline").fill("Ferry crosses")
    desk.keyboard.press("Tab")
    wait_until_kept(desk, "Ferry crosses")
    desk.get_by_role("button", name="Save draft").click()
    expect(desk.get_by_text("'Ferry crosses' created")).to_be_visible()
    expect(desk.get_by_role("textbox", name="Headline")).to_have_value("Ferry crosses")
    stored = "Object.keys(localStorage).filter((key) => key.startsWith('byline-unsaved')).length"
    desk.wait_for_function(f"{stored} === 0")
    desk.goto(address, wait_until="load")
    desk.wait_for_function("document.readyState === 'complete'")
    expect(desk.get_by_role("alert").filter(has_text="never saved")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_offer_of_unsaved_text_fits_and_axe_finds_no_violation(
    open_form, draft, context, width
):
    page = open_form(draft)
    lose_the_network(page, context, draft)
    page.on("dialog", lambda dialog: dialog.accept())
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/admin/pages/{draft.pk}/edit/")
    offer = page.get_by_role("alert").filter(has_text="never saved")
    offer.get_by_text("Look at it").click()
    text = offer.get_by_label("Text that was not saved")
    expect(text).to_have_value(f"{TEXTS[0]} Never sent.")
    sides = "(one) => [one.getBoundingClientRect().left, one.getBoundingClientRect().right]"
    outer, inner = offer.evaluate(sides), text.evaluate(sides)
    assert 0 <= outer[0] < inner[0] < inner[1] < outer[1] <= width
    expect_no_violation(page, {"include": [[".unsaved-draft"]]})
