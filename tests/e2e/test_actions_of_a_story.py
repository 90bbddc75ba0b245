"""How many actions a whole story takes.

Each click, each field that is typed into or pasted, and each key command is one; so is a picture
that is dropped. Moving the cursor within a text by keys is part of typing.
"""

from base64 import b64encode

import pytest
from playwright.sync_api import expect

from news.models import ArticlePage, Author, Topic
from tests.e2e.editing import PASTE, TELL_WHEN_EDITS_ARE_WATCHED, blocks
from tests.e2e.test_editor import EMBED_CODE
from tests.factories import ArticleFactory
from tests.photos.files import picture

# Two thirds of what the same story takes in WordPress 6.1.
ACTIONS_LIMIT = 23
TEXT = "[data-article-body] [role=textbox]"
DROP = """([selector, name, content]) => {
  const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, { type: "image/jpeg" }));
  const options = { dataTransfer: transfer, bubbles: true, cancelable: true };
  const target = [...document.querySelectorAll(selector)].at(-1);
  for (const type of ["dragover", "drop"]) target.dispatchEvent(new DragEvent(type, options));
}"""


class Actions:
    """The hands of an editor, counted."""

    def __init__(self, page):
        self.page, self.parts, self.part = page, {}, ""

    def begin(self, part):
        self.part = part
        self.parts[part] = 0

    def count(self):
        self.parts[self.part] += 1

    def click(self, locator):
        self.count()
        locator.click()

    def fill(self, locator, text):
        self.count()
        locator.fill(text)

    def type(self, text):
        self.count()
        self.page.keyboard.type(text, delay=20)

    def press(self, key):
        self.count()
        self.page.keyboard.press(key)

    def paste(self, text):
        self.count()
        self.page.evaluate(PASTE, [text, ""])

    def drop(self, selector, name, content):
        self.count()
        self.page.evaluate(DROP, [selector, name, b64encode(content).decode()])


@pytest.fixture
def hands(desk, editor, section):
    """An editor on the dashboard, with a story to relate to."""
    Author.objects.create(name="Edith Roe", user=editor)
    Topic.objects.create(name="Harbour")
    related = ArticleFactory(parent=section, title="Council votes for the storm wall")
    related.save_revision().publish()
    desk.add_init_script(TELL_WHEN_EDITS_ARE_WATCHED)
    desk.goto("/admin/")
    return Actions(desk)


def describe(hands, name):
    """Say of a dropped picture what its file does not, and upload it."""
    modal = hands.page.locator(".modal-dialog:visible")
    hands.fill(modal.get_by_label("Credit"), "Mara Voss")
    hands.fill(modal.get_by_label("Description"), name)
    hands.click(modal.get_by_role("button", name="Upload"))
    expect(modal).to_have_count(0)


def begin_story(hands):
    """Begin a story, and fill what stands above its body and below."""
    page = hands.page
    hands.begin("new story")
    hands.click(page.get_by_role("link", name="New story").first)
    expect(page.locator(TEXT).first).to_be_visible()
    hands.begin("headline and standfirst")
    hands.fill(page.get_by_role("textbox", name="Headline"), "The night ferry is on time")
    hands.fill(page.get_by_role("textbox", name="Standfirst"), "For the first time in a year.")
    hands.begin("author with role")
    hands.fill(page.get_by_role("textbox", name="Role"), "Reporting")
    hands.begin("topics")
    hands.count()
    page.get_by_role("combobox", name="Topics").press_sequentially("Harbour, Ferries,", delay=40)
    expect(page.get_by_role("button", name="Remove Ferries")).to_be_visible()


def write_text(hands):
    """Write two paragraphs, one with a link, and a quote."""
    page = hands.page
    hands.begin("paragraphs with a link")
    hands.count()
    page.locator(TEXT).first.click()
    page.keyboard.type("The ferry left early.", delay=20)
    hands.count()  # the word is selected with a double click
    page.keyboard.press("Home")
    for _ in "The ferry":
        page.keyboard.press("Shift+ArrowRight")
    hands.paste("https://ferries.example/timetable")
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    hands.type("Nobody had expected that.")
    hands.begin("quote")
    page.keyboard.press("Enter")
    hands.type("> We left when everybody was on board.")
    page.keyboard.press("Tab")
    hands.type("Wilma Strand")
    page.keyboard.press("Enter")


def add_others(hands):
    """Add a tweet, related coverage and a photo."""
    page = hands.page
    hands.begin("tweet")
    hands.paste(EMBED_CODE)
    expect(blocks(page)).to_have_count(4)
    hands.begin("related coverage")
    hands.type("@storm")
    expect(page.locator(".suggestions [role=option]:visible").first).to_be_visible()
    hands.press("Enter")
    hands.begin("photo in the body")
    hands.drop(TEXT, "crew.jpg", picture(size=(650, 480)))
    describe(hands, "The crew on deck")


def test_a_whole_story_takes_few_actions(hands, capsys):
    page = hands.page
    begin_story(hands)
    hands.begin("lead photo")
    hands.drop("[data-contentpath=lead_photo]", "ferry.jpg", picture(size=(640, 480)))
    describe(hands, "A ferry at the pier")
    write_text(hands)
    add_others(hands)
    hands.begin("publish")
    hands.press("Control+Shift+p")
    expect(page.get_by_text("has been published").first).to_be_visible()
    total = sum(hands.parts.values())
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{total} actions:", ", ".join(f"{n} {part}" for part, n in hands.parts.items())
        )
    assert total <= ACTIONS_LIMIT
    story = ArticlePage.objects.get(title="The night ferry is on time")
    assert story.live
    assert [byline.author.name for byline in story.bylines.all()] == ["Edith Roe"]
    assert [block.block_type for block in story.body] == [
        *("paragraph", "quote", "tweet", "related", "photo"),
    ]
    assert {topic.name for topic in story.topics.all()} == {"Harbour", "Ferries"}
