"""A Word document becomes a draft, or blocks of a story that is open."""

import pytest
from playwright.sync_api import expect

from tests.e2e.axe import OURS, expect_no_violation
from tests.e2e.editing import blocks, undo, wait_until_saved, wait_until_stored
from tests.news.word_files import TYPE, document, drawing, paragraph
from tests.photos.files import picture

CONTENT = document(
    paragraph("The pier is back", "Titel"),
    paragraph("It took nine years."),
    paragraph(inside=drawing("rId1", "The pier at dawn")),
    paragraph("Last words."),
    pictures=[("image1.png", picture("PNG"))],
)
FILE = {"name": "pier.docx", "mimeType": TYPE, "buffer": CONTENT}
INSERT = "[data-insert-word]"
DROP = """(element, [name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name));
  const box = element.getBoundingClientRect();
  for (const kind of ["dragover", "drop"]) {
    const place = {clientX: box.left + 5, clientY: box.bottom - 2, bubbles: true, cancelable: true};
    element.dispatchEvent(new DragEvent(kind, {dataTransfer: data, ...place}));
  }
}"""


def drop(block, name="pier.docx", content=CONTENT):
    block.evaluate(DROP, [name, list(content)])


def test_a_document_is_chosen_with_the_keyboard_and_becomes_a_draft(desk, section):
    desk.goto(f"/admin/pages/add/news/articlepage/{section.pk}/")
    desk.get_by_role("link", name="New story from a Word document").press("Enter")
    expect(desk.get_by_label("Word document")).to_be_visible()
    expect_no_violation(desk, OURS)
    desk.get_by_label("Word document").set_input_files({**FILE, "buffer": b"%PDF-1.7"})
    desk.get_by_role("button", name="Make a draft").press("Enter")
    expect(desk.get_by_role("alert").filter(has_text="This is a PDF")).to_be_visible()
    expect_no_violation(desk, OURS)
    desk.get_by_label("Word document").set_input_files(FILE)
    desk.get_by_role("button", name="Make a draft").press("Enter")
    expect(desk.get_by_placeholder("Headline*")).to_have_value("The pier is back")
    expect(blocks(desk)).to_have_count(3)
    expect(desk.get_by_text("1 photo was added to the library.")).to_be_visible()


@pytest.fixture
def form(open_form, draft):
    return open_form(draft)


def test_a_document_is_dropped_on_a_story(form, draft):
    drop(blocks(form).nth(0))
    expect(blocks(form)).to_have_count(6)
    expect(blocks(form).nth(0)).to_contain_text("The first paragraph.")
    expect(blocks(form).nth(1)).to_contain_text("It took nine years.")
    expect(form.get_by_role("status").filter(has_text="1 photo was added")).to_be_visible()
    expect_no_violation(form, {"include": [["[data-article-body] [role=status]"], [INSERT]]})
    wait_until_saved(form, draft, lambda body: "nine years" in body)
    undo(form, "button")
    expect(blocks(form)).to_have_count(3)


def test_a_document_is_inserted_where_the_cursor_stands(form):
    blocks(form).nth(1).locator("[contenteditable=true]").click()
    form.keyboard.press("Home")
    for _ in "The second":
        form.keyboard.press("ArrowRight")
    with form.expect_file_chooser() as chosen:
        form.get_by_role("button", name="Insert a Word document").press("Enter")
    chosen.value.set_files(FILE)
    expect(blocks(form)).to_have_count(7)
    expect(blocks(form).nth(1)).to_contain_text("The second")
    expect(blocks(form).nth(5)).to_contain_text("paragraph.")


def test_a_document_that_cannot_be_read_says_so_and_changes_nothing(form):
    drop(blocks(form).nth(0), "old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    expect(form.get_by_text("This is a document of an old Word")).to_be_visible()
    expect(blocks(form)).to_have_count(3)


def test_the_title_of_a_document_is_the_headline_where_there_is_none(form, draft):
    title = form.get_by_role("textbox", name="Headline*", exact=True)
    had = title.input_value()
    drop(blocks(form).nth(0))
    left_out = "The title of the document was left out, as there is a headline: “The pier is back”"
    expect(form.get_by_role("status").filter(has_text=left_out)).to_be_visible()
    expect(title).to_have_value(had)
    title.fill("")
    drop(blocks(form).nth(0))
    expect(title).to_have_value("The pier is back")
    filled = form.get_by_role("status").filter(has_text="The title of the document is the headline")
    expect(filled).to_be_visible()
    wait_until_stored(form, draft, "title", lambda stored: stored == "The pier is back")
