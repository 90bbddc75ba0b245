"""What is pasted from a word processor becomes blocks."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.editing import (
    PASTE,
    blocks,
    put_cursor_after,
    undo,
    wait_until_edits_are_watched,
    wait_until_saved,
)
from tests.factories import ArticleFactory

DOCUMENT = """
<h2>What happened</h2><p>First <b>bold</b> words.</p><blockquote>We built it.</blockquote>
<table><tr><td>A</td><td>B</td></tr><tr><td>1</td><td>2</td></tr></table>
<p>https://youtu.be/dQw4w9WgXcQ</p><p><img src="https://elsewhere.example/pier.png" alt="The pier"
onerror="document.title = 'scripted'"><script>document.title = "scripted"</script>Last.</p>"""
COPY = """async (html) => {
  const item = new ClipboardItem({"text/html": new Blob([html], {type: "text/html"})});
  await navigator.clipboard.write([item]);
}"""
TYPES = "(all) => all.map((one) => one.querySelector('input[name$=-type]').value)"


@pytest.fixture
def page(open_form, draft):
    """The form of a story with three paragraphs; the cursor stands after "The second"."""
    page = open_form(draft)
    put_cursor_after(page, blocks(page).nth(1), "The second")
    return page


def test_a_document_is_split_into_blocks_at_the_cursor(page, draft):
    requested = []
    page.on("request", lambda request: requested.append(request.url))
    page.evaluate(PASTE, ["What happened", DOCUMENT])
    expect(blocks(page)).to_have_count(11)
    assert blocks(page).evaluate_all(TYPES) == [
        *("paragraph", "paragraph", "heading", "paragraph", "quote", "table", "embed"),
        *("paragraph", "photo", "paragraph", "paragraph"),
    ]
    expect(blocks(page).nth(1)).to_contain_text("The second")
    expect(blocks(page).nth(9)).to_contain_text("paragraph.")
    expect(page.get_by_role("status").filter(has_text="could not come along")).to_be_visible()
    body = wait_until_saved(page, draft, lambda body: "What happened" in body)
    assert "<b>bold</b>" in body
    assert page.title() != "scripted"
    assert not [url for url in requested if "elsewhere" in url]
    undo(page, "button")
    expect(blocks(page)).to_have_count(3)
    expect(blocks(page).nth(1)).to_contain_text("The second paragraph.")


# As Word puts it on the clipboard.
WORD_LINE = (
    '<p class=MsoNormal style="margin-bottom:8.0pt;line-height:107%"><b><span lang=EN-GB '
    'style="font-family:Arial">Bold</span></b><span> words of the harbour.<o:p></o:p></span></p>'
)
WORD_DOCUMENT = (
    "<html><head><style>p.MsoNormal {font-size:11.0pt}</style></head><body>"
    + WORD_LINE * (50_000 // len(WORD_LINE))
    + """<h1 onclick="document.title = 'scripted'">Last</h1><script>document.title = 'scripted'
    </script><svg onload="document.title = 'scripted'"></svg><iframe srcdoc="<script>
    parent.document.title = 'scripted'</script>"></iframe><img src="x" onerror="document.title =
    'scripted'"><a href="javascript:document.title = 'scripted'">link</a></body></html>"""
)


def test_a_large_word_document_becomes_blocks_and_none_of_its_scripts_runs(page, draft):
    title = page.title()
    page.evaluate(PASTE, ["Bold words", WORD_DOCUMENT])
    heading = blocks(page).get_by_role("textbox").and_(page.locator("input"))
    expect(heading.first).to_have_value("Last")
    assert page.title() == title
    body = page.locator("[data-article-body]")
    assert body.locator("iframe, script, [onerror], [onload], [onclick]").count() == 0
    saved = wait_until_saved(page, draft, lambda body: "Last" in body)
    assert saved.count("words of the harbour.") == WORD_DOCUMENT.count("words of the harbour.")
    assert "javascript:" not in saved


def test_in_a_fact_box_a_document_becomes_words(page, section):
    box = {"title": "The ferry", "text": "<p>Before after</p>"}
    story = ArticleFactory(parent=section, live=False, body=[("fact_box", box)])
    story.save_revision()
    page.goto(f"/admin/pages/{story.pk}/edit/")
    text = blocks(page).nth(0).locator("[contenteditable=true]")
    wait_until_edits_are_watched(page)
    text.click()
    page.keyboard.press("Control+Home")
    for _ in "Before":
        page.keyboard.press("ArrowRight")
    page.evaluate(PASTE, ["What happened", DOCUMENT])
    expect(page.get_by_text("no place for, such as a table or a picture")).to_be_visible()
    expect(blocks(page)).to_have_count(1)
    expect(text).to_have_text(
        re.compile(
            "^BeforeWhat happenedFirst bold words.We built it.A . B1 . 2https://www.youtube.com/"
            r"watch\?v=dQw4w9WgXcQ.*Last.*The pier.* after$"
        )
    )
    body = wait_until_saved(page, story, lambda body: "We built it." in body)
    assert "<b>bold</b> words" in body


def test_plain_words_are_pasted_where_the_cursor_is(page, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(COPY, "<p><span>and <b>third</b></span></p>")
    page.keyboard.press("Control+v")
    expect(blocks(page).nth(1)).to_contain_text("and third paragraph.")
    expect(blocks(page)).to_have_count(3)


def test_words_are_pasted_where_the_server_cannot_be_reached(page):
    page.route("**/stories/blocks/", lambda route: route.abort())
    page.evaluate(PASTE, ["What happened", DOCUMENT])
    expect(blocks(page).nth(1)).to_contain_text("We built it.")
    expect(blocks(page)).to_have_count(3)


def test_what_word_calls_a_quote_is_a_quote(page):
    page.evaluate(PASTE, ["Sand and stones", "<p class=MsoIntenseQuote>Sand and stones</p>"])
    expect(blocks(page)).to_have_count(5)
    assert blocks(page).evaluate_all(TYPES)[1:4] == ["paragraph", "quote", "paragraph"]
