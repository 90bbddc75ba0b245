"""Blocks are joined, split, turned into others, and several moved or copied at once."""

import json
import re

import pytest
from playwright.sync_api import expect

from news.models import ArticlePage
from tests.e2e.axe import expect_no_violation
from tests.e2e.editing import (
    TEXTS,
    blocks,
    choose,
    put_cursor_after,
    select,
    undo,
    wait_until_saved,
)
from tests.factories import ArticleFactory, PhotoFactory

PHONE = {"width": 390, "height": 844}
QUOTE = {
    "text": "We built it.",
    "speaker": "Ines Aldaba",
    "role": "captain",
    "source": "to the council",
    "source_url": "https://council.example/",
}
LINKED = '<p>A <b>bold</b> word and a <a href="https://one.example/">link</a>.</p>'
LISTED = '<p>Another <a href="https://two.example/">link</a>:</p><ul><li>one</li></ul>'
# The widths of what is ours: Wagtail's own form has parts that reach out of the window.
WIDTHS = "(all) => all.map((one) => one.getBoundingClientRect().right - innerWidth)"

# What a form is like that another person opens in this browser.
SIGN_IN = """(user) => {
  document.querySelector("script[data-user]").dataset.user = user;
  dispatchEvent(new Event("storage"));
}"""


def story_of(section, *body, **fields):
    story = ArticleFactory(parent=section, live=False, body=list(body), **fields)
    story.save_revision()
    return story


def latest(story):
    return ArticlePage.objects.get(pk=story.pk).get_latest_revision_as_object().body


def types(page):
    script = "(all) => all.map((one) => one.querySelector('input[name$=-type]').value)"
    return blocks(page).evaluate_all(script)


def test_neighbouring_paragraphs_are_joined_with_the_keyboard_alone(open_form, section):
    story = story_of(section, ("paragraph", LINKED), ("paragraph", LISTED))
    [first, _second] = [block.id for block in story.body]
    page = open_form(story)
    put_cursor_after(page, blocks(page).nth(0), "")
    page.keyboard.press("Control+.")
    expect(page.get_by_role("menuitem", name="Join with the block below")).to_be_focused()
    page.keyboard.press("Enter")
    expect(blocks(page)).to_have_count(1)
    expect(blocks(page).locator("[contenteditable=true]")).to_be_focused()
    page.keyboard.type(" At the seam.")
    wait_until_saved(page, story, lambda body: "At the seam" in body and "two.example" in body)
    [joined] = latest(story)
    assert joined.id == first
    assert "<b>bold</b> word" in joined.value.source
    assert '<a href="https://one.example/">link</a>. At the seam.</p>' in joined.value.source
    assert '<a href="https://two.example/">link</a>:' in joined.value.source
    assert re.search(r"<ul><li[^>]*>one</li></ul>", joined.value.source)
    undo(page, "button")
    expect(blocks(page)).to_have_count(2)
    expect(blocks(page).nth(0)).not_to_contain_text("Another")
    wait_until_saved(page, story, lambda body: "At the seam" not in body)
    assert len(latest(story)) == 2


def test_a_paragraph_is_split_at_the_cursor(open_form, draft):
    page = open_form(draft)
    put_cursor_after(page, blocks(page).nth(1), "The second")
    choose(blocks(page).nth(1), "Split at the cursor")
    expect(blocks(page)).to_have_count(4)
    wait_until_saved(page, draft, lambda body: "The second</p>" in body)
    texts = [re.sub("<[^>]+>", "", block.value.source) for block in latest(draft)]
    assert texts == [TEXTS[0], "The second", " paragraph.", TEXTS[2]]
    # The cursor is in the second part, where the browser would undo what was typed since.
    expect(blocks(page).nth(2).locator("[contenteditable=true]")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(blocks(page)).to_have_count(3)
    expect(blocks(page).nth(1)).to_contain_text(TEXTS[1])


def test_a_block_is_not_split_where_the_cursor_is_not_in_it(open_form, draft):
    page = open_form(draft)
    blocks(page).nth(1).get_by_role("button", name="Block actions").click()
    split = page.get_by_role("menuitem", name="Split at the cursor")
    expect(split).to_contain_text("Put the cursor between the words first")
    expect(split).to_be_disabled()
    page.keyboard.press("Escape")
    expect(blocks(page).nth(1).get_by_role("button", name="Block actions")).to_be_focused()


def test_a_quote_and_a_fact_box_are_split_with_the_rest_of_their_fields(open_form, section):
    box = {"title": "The ferry", "text": "<p>Long and wide.</p>"}
    story = story_of(section, ("quote", QUOTE), ("fact_box", box))
    page = open_form(story)
    put_cursor_after(page, blocks(page).nth(0), "We built")
    choose(blocks(page).nth(0), "Split at the cursor")
    expect(blocks(page)).to_have_count(3)
    blocks(page).nth(2).locator("[contenteditable=true]").click()
    page.keyboard.press("Control+Home")
    for _ in "Long":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+.")
    page.get_by_role("menuitem", name="Split at the cursor").click()
    expect(blocks(page)).to_have_count(4)
    wait_until_saved(page, story, lambda _body: len(latest(story)) == 4)
    first, second, third, fourth = (block.value for block in latest(story))
    assert dict(first) == {**QUOTE, "text": "We built"}
    assert dict(second) == {**QUOTE, "text": "it."}
    assert [third["title"], fourth["title"]] == ["The ferry", "The ferry"]
    assert "Long<" in third["text"].source
    assert "and wide." in fourth["text"].source


# What becomes of a block: type and state, the type it is turned into, and types with texts after.
CONVERSIONS = [
    ("heading", "High tide", "paragraph", [("paragraph", "High tide")]),
    ("heading", "High tide", "fact_box", [("fact_box", "High tide|")]),
    ("quote", QUOTE, "pull_quote",
     [("pull_quote", "We built it.|Ines Aldaba, captain"), ("paragraph", "— to the council")]),
    ("quote", QUOTE, "heading",
     [("heading", "We built it."), ("paragraph", "— Ines Aldaba, captain, to the council")]),
    ("quote", QUOTE, "fact_box",
     [("fact_box", "|We built it./— Ines Aldaba, captain, to the council")]),
    ("pull_quote", {"text": "We built it.", "attribution": "A crew"}, "quote",
     [("quote", "We built it.|A crew|||")]),
    ("pull_quote", {"text": "We built it.", "attribution": "A" * 130}, "quote",
     [("quote", "We built it.||||"), ("paragraph", f"— {'A' * 130}")]),
    ("pull_quote", {"text": "One.\n\nTwo.", "attribution": ""}, "paragraph",
     [("paragraph", "One./Two.")]),
    ("fact_box", {"title": "Title", "text": "One./Two."}, "paragraph",
     [("paragraph", "Title/One./Two.")]),
    ("fact_box", {"title": "Title", "text": "One./Two."}, "heading",
     [("heading", "Title"), ("paragraph", "One./Two.")]),
    ("fact_box", {"title": "Title", "text": "One."}, "quote", [("quote", "Title\n\nOne.||||")]),
    ("paragraph", "One./Two.", "heading", [("heading", "One."), ("paragraph", "Two.")]),
    ("paragraph", "One./Two.", "quote", [("quote", "One.\n\nTwo.||||")]),
    ("paragraph", "One./Two.", "fact_box", [("fact_box", "|One./Two.")]),
    ("paragraph", "A" * 161, "heading", "Too long: it has at most 160 characters"),
    ("paragraph", "A" * 401, "pull_quote", "Too long: it has at most 400 characters"),
    ("heading", "", "quote", [("quote", "||||")]),
    ("heading", "A" * 121, "fact_box", "Too long: it has at most 120 characters"),
]  # fmt: skip
CONVERT = """([type, state, to]) => {
  const element = document.querySelector("[data-article-body] [data-streamfield-child]");
  const { blockDef } = byline.ArticleBody.around(element).body;
  const fields = ([...names], value) => names.map((name) => value[name]).join("|");
  const line = (text) => ({
    key: DraftJS.genKey(), text, type: "unstyled", depth: 0,
    inlineStyleRanges: [], entityRanges: [], data: {}
  });
  const rich = (text) => JSON.stringify({ blocks: text.split("/").map(line), entityMap: {} });
  const plain = (value) => (JSON.parse(value)?.blocks ?? []).map((one) => one.text).join("/");
  const given = {
    paragraph: () => rich(state),
    fact_box: () => ({ ...state, text: rich(state.text) }),
  }[type]?.() ?? state;
  const { states, reason } = byline.blockConversion.convert(type, given, to, blockDef);
  return reason || states.map((one) => [one.type, {
    paragraph: plain,
    heading: (value) => value,
    quote: (value) => fields(["text", "speaker", "role", "source", "source_url"], value),
    pull_quote: (value) => fields(["text", "attribution"], value),
    fact_box: (value) => `${value.title}|${plain(value.text)}`,
  }[one.type](one.value)]);
}"""


def test_a_block_is_turned_into_others_and_nothing_is_lost(open_form, draft):
    page = open_form(draft)
    for type_, state, to, expected in CONVERSIONS:
        found = page.evaluate(CONVERT, [type_, state, to])
        assert found == json.loads(json.dumps(expected)), (type_, to)


def test_a_quote_turned_into_a_paragraph_has_its_speaker_and_link(open_form, section):
    story = story_of(section, ("quote", QUOTE), ("paragraph", LINKED))
    [quote, paragraph] = [block.id for block in story.body]
    page = open_form(story)
    choose(blocks(page).nth(0), "Paragraph")
    expect(blocks(page).nth(0)).to_contain_text("— Ines Aldaba, captain, to the council")
    button = blocks(page).nth(1).get_by_role("button", name="Block actions")
    button.click()
    item = page.get_by_role("menuitem", name="Quote", exact=False).first
    expect(item).to_contain_text("Without links, bold and italics")
    item.click()
    expect(blocks(page).nth(1).get_by_label("Text")).to_have_value("A bold word and a link.")
    expect(blocks(page).nth(1).get_by_role("button", name="Block actions")).to_be_focused()
    wait_until_saved(page, story, lambda body: "— Ines" in body and "<b>" not in body)
    first, second = latest(story)
    assert [first.id, second.id] == [quote, paragraph]
    assert '<a href="https://council.example/">to the council</a>' in first.value.source
    for _ in range(2):
        undo(page, "button")
    expect(blocks(page).nth(0).get_by_label("Who said it")).to_have_value("Ines Aldaba")
    body = wait_until_saved(page, story, lambda body: "one.example" in body)
    assert "council.example" in body
    assert types(page) == ["quote", "paragraph"]


def test_selected_blocks_are_moved_and_deleted_together(open_form, draft):
    page = open_form(draft)
    bar = select(page, 1, 2)
    expect(bar.get_by_role("status")).to_have_text("2 blocks selected")
    bar.get_by_role("button", name="Move up").press("Enter")
    expect(blocks(page).nth(2)).to_contain_text(TEXTS[0])
    expect(bar.get_by_role("button", name="Move up")).to_be_focused()
    expect(bar.get_by_role("button", name="Move up")).to_be_disabled()
    bar.get_by_role("button", name="Delete").press("Enter")
    expect(blocks(page)).to_have_count(1)
    expect(bar).to_be_hidden()
    wait_until_saved(page, draft, lambda body: TEXTS[1] not in body)
    for _ in range(2):
        undo(page, "keys")
    expect(blocks(page)).to_have_count(3)
    wait_until_saved(page, draft, lambda body: re.search(".+".join(TEXTS), body, re.DOTALL))


def test_a_range_is_selected_with_shift_and_joined(open_form, draft):
    page = open_form(draft)
    choose(blocks(page).nth(0), "Select")
    last = blocks(page).nth(2).get_by_role("checkbox", name="Select")
    last.click(modifiers=["Shift"])
    bar = page.get_by_role("region", name="Selected blocks")
    expect(bar.get_by_role("status")).to_have_text("3 blocks selected")
    bar.get_by_role("button", name="Join").click()
    expect(blocks(page)).to_have_count(1)
    for text in TEXTS:
        expect(blocks(page).nth(0)).to_contain_text(text)
    undo(page, "button")
    expect(blocks(page)).to_have_count(3)


@pytest.fixture
def illustrated(section):
    """A story with a photo, a gallery, a link to another story, a table and words."""
    photos = [
        {"photo": PhotoFactory(title=f"Tide {n}"), "caption": f"No. {n}", "credit": ""}
        for n in (1, 2)
    ]
    wall = ArticleFactory(parent=section, title="Storm wall")
    table = {"data": [["A", "B"], ["1", "2"]], "table_header_choice": "row", "table_caption": "C"}
    return story_of(
        section,
        ("photo", {"photo": PhotoFactory(title="Pier"), "caption": "The pier", "credit": ""}),
        ("gallery", {"title": "Tides", "photos": photos}),
        ("related", {"story": wall, "headline": "", "url": ""}),
        ("table", {"table": table, "source": "City"}),
        ("fact_box", {"title": "The ferry", "text": LISTED}),
        ("paragraph", LINKED),
        title="Illustrated",
    )


def test_blocks_are_moved_to_another_story(open_form, illustrated, draft, context):
    page = open_form(illustrated)
    moved = json.loads(json.dumps(illustrated.body.get_prep_value()))
    bar = select(page, 0, 1, 2, 3, 4, 5)
    bar.get_by_role("button", name="Cut").click()
    expect(blocks(page)).to_have_count(0)
    other = open_in_new_tab(context, draft)
    expect(other.get_by_text("6 blocks copied: Illustrated")).to_be_visible()
    choose(blocks(other).nth(1), "Paste 6 blocks below")
    expect(blocks(other)).to_have_count(9)
    wait_until_saved(other, draft, lambda body: "Tides" in body and "one.example" in body)
    pasted = latest(draft).get_prep_value()
    assert [without_ids(block) for block in pasted[2:8]] == [without_ids(block) for block in moved]
    assert not set(ids_in(pasted)) & set(ids_in(moved))
    undo(other, "button")
    expect(blocks(other)).to_have_count(3)
    undo(page, "button")
    expect(blocks(page)).to_have_count(6)


def open_in_new_tab(context, story):
    page = context.new_page()
    page.goto(f"/admin/pages/{story.pk}/edit/")
    expect(blocks(page).first).to_be_visible()
    return page


def without_ids(value):
    """Return a stored block without ids, and without the keys of the lines of its texts."""
    if isinstance(value, dict):
        return {name: without_ids(one) for name, one in value.items() if name != "id"}
    if isinstance(value, list):
        return [without_ids(one) for one in value]
    return re.sub(r' data-block-key="\w+"', "", value) if isinstance(value, str) else value


def ids_in(value):
    """Return the ids of stored blocks and of those within them."""
    if isinstance(value, list):
        return [found for one in value for found in ids_in(one)]
    if not isinstance(value, dict):
        return []
    own = [value["id"]] if "id" in value else []
    return own + [found for one in value.values() for found in ids_in(one)]


def test_what_was_copied_is_offered_until_it_is_discarded_and_to_nobody_else(
    open_form, draft, section, context, editor
):
    page = open_form(draft)
    select(page, 0).get_by_role("button", name="Copy").click()
    other = open_in_new_tab(context, story_of(section, ("paragraph", LINKED), slug="other"))
    other.get_by_role("button", name="Paste at the end").click()
    expect(blocks(other).nth(1)).to_contain_text(TEXTS[0])
    paste = page.get_by_role("button", name="Paste at the end")
    for user, is_offered in (("0", False), (str(editor.pk), True)):
        page.evaluate(SIGN_IN, user)
        expect(paste).to_be_visible(visible=is_offered)
    other.get_by_role("button", name="Discard").click()
    expect(other.get_by_role("button", name="Paste at the end")).to_be_hidden()
    expect(paste).to_be_hidden()


def test_more_than_the_browser_takes_is_not_cut(open_form, draft):
    page = open_form(draft)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException() } }")
    select(page, 0, 1).get_by_role("button", name="Cut").click()
    expect(page.get_by_text("has no room for so much")).to_be_visible()
    expect(blocks(page)).to_have_count(3)


def test_a_placeholder_is_neither_copied_nor_cut(open_form, draft):
    draft.body.append(("paragraph", "<p>Last.</p>"))
    stored = [*draft.body.get_prep_value()]
    stored.insert(1, {"type": "gone_map", "value": {"place": "Pier"}, "id": "1" * 36})
    draft.body = json.dumps(stored)
    draft.save_revision()
    page = open_form(draft)
    select(page, 0, 1).get_by_role("button", name="Cut").click()
    expect(page.get_by_text("whose plugin is missing cannot be copied")).to_be_visible()
    expect(blocks(page)).to_have_count(4)
    assert types(page)[0] == "unknown"


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def test_the_menu_and_the_bar_fit_and_axe_finds_no_violation(open_form, draft, size):
    page = open_form(draft)
    page.set_viewport_size(size)
    select(page, 0, 1).get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Move down").click()
    blocks(page).nth(1).get_by_role("button", name="Block actions").click()
    ours = page.locator(".block-menu, .block-selection, .block-clipboard, .block-undo")
    expect(ours).to_have_count(4)
    assert all(overhang <= 0 for overhang in ours.evaluate_all(WIDTHS))
    of_ours = {"include": [["[data-article-body]"], [".block-undo"]]}
    expect_no_violation(page, of_ours)
    page.keyboard.press("Escape")
    expect_no_violation(page, of_ours)
