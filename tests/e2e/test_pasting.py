"""What is pasted from a word processor becomes blocks."""

import pytest
from playwright.sync_api import expect

from tests.e2e.editing import blocks, undo, wait_until_saved

DOCUMENT = """
<h2>What happened</h2><p>First <b>bold</b> words.</p><blockquote>We built it.</blockquote>
<table><tr><td>A</td><td>B</td></tr><tr><td>1</td><td>2</td></tr></table>
<p>https://youtu.be/dQw4w9WgXcQ</p><p><img src="https://elsewhere.example/pier.png" alt="The pier"
onerror="document.title = 'scripted'"><script>document.title = "scripted"</script>Last.</p>"""
PASTE = """([text, html]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  if (html) data.setData("text/html", html);
  const options = {clipboardData: data, bubbles: true, cancelable: true};
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
}"""
COPY = """async (html) => {
  const item = new ClipboardItem({"text/html": new Blob([html], {type: "text/html"})});
  await navigator.clipboard.write([item]);
}"""
TYPES = "(all) => all.map((one) => one.querySelector('input[name$=-type]').value)"


@pytest.fixture
def page(open_form, draft):
    """The form of a story with three paragraphs; the cursor stands after "The second"."""
    page = open_form(draft)
    blocks(page).nth(1).locator("[contenteditable=true]").click()
    page.keyboard.press("Home")
    for _ in "The second":
        page.keyboard.press("ArrowRight")
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
