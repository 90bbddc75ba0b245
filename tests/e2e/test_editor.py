"""An editor composes, publishes and corrects a story in the real editor."""

import io
import json
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from photos.models import Photo
from tests.e2e.editing import (
    TELL_WHEN_EDITS_ARE_WATCHED,
    publish,
    wait_until_edits_are_watched,
)
from tests.factories import ArticleFactory, AuthorFactory

HEADLINE = "Ferry crosses on batteries alone"
# As X hands it out, script and all.
EMBED_CODE = """\
<blockquote class="twitter-tweet" data-lang="en"><p lang="en" dir="ltr">Two metres ten at pier \
four, and calm. <a href="https://t.co/abc">pic</a></p>&mdash; Port Ellery Tides (@ellerytides) \
<a href="https://twitter.com/ellerytides/status/1234567890?ref_src=twsrc">March 3, 2024</a>\
</blockquote>
<script async src="https://platform.twitter.com/widgets.js" charset="utf-8"></script>"""
BLOCKS = {
    "Paragraph": ("The story's running text", "The first ferry without an engine"),
    "Heading": ("A heading that divides", "What happens at high tide"),
    "Quote": ("A statement with its speaker", "We built the wall for the storm"),
    "Pull quote": ("A strong sentence", "This morning I heard somebody"),
    "Fact box": ("Background in a box", "The ferry in figures"),
    "Photo": ("A picture with caption and credit", "The night bus waits"),
    "Gallery": ("Pictures to leaf through", "The nets are mended."),
    "Table": ("Figures in rows and columns", "Fennside"),
    "Document": ("A file to download", "The council's motion in full"),
    "Embed": ("A video or sound that readers can start", "Down by the slipway"),
    "Tweet": ("A tweet, kept as words", "Quieter than the gulls"),
    "Related coverage": ("A link to another story", "Council votes for the storm wall"),
}


@pytest.fixture
def empty_form(desk, section):
    """The form of a new story in the section "News"."""
    desk.add_init_script(TELL_WHEN_EDITS_ARE_WATCHED)
    desk.goto(f"/admin/pages/add/news/articlepage/{section.pk}/")
    return desk


@pytest.fixture
def new_story(empty_form):
    """The same when it notices what is typed, and saves it."""
    desk = empty_form
    wait_until_edits_are_watched(desk)
    return desk


@pytest.fixture
def composed(new_story, section, photo):
    """A story with a lead photo and five blocks, saved as a draft."""
    AuthorFactory(name="Mara Lind")
    ArticleFactory(parent=section, title="Shipyard builds a ferry without an engine")
    compose(new_story)
    new_story.get_by_role("button", name="Save draft").click()
    expect(new_story.get_by_text(f"Page '{HEADLINE}' has been updated.")).to_be_visible()
    return new_story


def write_headline(page):
    """Write the headline, and wait until the editor has saved the story by itself."""
    page.get_by_role("textbox", name="Headline").fill(HEADLINE)
    page.keyboard.press("Tab")  # the address is made from it on leaving
    expect(page).to_have_url(re.compile(r"/admin/pages/\d+/edit/"))


def choose(page, button, link):
    """Open a chooser and choose what the link leads to."""
    button.click()
    page.get_by_role("dialog").get_by_role("link", name=link).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def add_block(page, name):
    """Add a block at the end of the body with the block picker, and return it."""
    body = page.get_by_role("region", name="Body", exact=True)
    body.get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name=name, exact=True).click()
    return body.get_by_role("region", name=name).last


def compose(page):
    """Fill the form of a story from top to bottom, as an editor does."""
    write_headline(page)
    page.get_by_role("textbox", name="Standfirst").fill("The crossing took twelve minutes.")

    page.get_by_role("button", name="Add Byline").click()
    page.get_by_role("combobox", name="Author").fill("Mara")
    page.get_by_role("option", name="Mara Lind").click()
    lead_photo = page.get_by_role("region", name="Lead photo")
    choose(page, lead_photo.get_by_role("button", name="Choose an image"), "Harbour at dawn")
    lead_photo.get_by_role("textbox", name="Credit").fill("Tomas Berg / Courier")

    paragraph = add_block(page, "Paragraph").get_by_role("textbox")
    paragraph.click()
    paragraph.press_sequentially("The ferry left at dawn. ")
    page.keyboard.press("Control+b")
    paragraph.press_sequentially("Nobody heard it.")

    quote = add_block(page, "Quote")
    quote.get_by_role("textbox", name="Text").fill("We only heard the gulls")
    quote.get_by_role("textbox", name="Who said it").fill("Ines Aldaba")
    quote.get_by_role("textbox", name="In what role").fill("captain of the ferry")

    tweet = add_block(page, "Tweet")
    tweet.get_by_role("textbox", name="Address or embed code").fill(EMBED_CODE)

    related = add_block(page, "Related coverage")
    choose(page, related.get_by_role("button", name="Choose a page"), "Shipyard builds")

    photo = add_block(page, "Photo")
    choose(page, photo.get_by_role("button", name="Choose an image"), "Harbour at dawn")
    photo.get_by_role("textbox", name="Caption").fill("The crew at the pier")


def picture():
    """Return a JPEG as a file to upload."""
    file = io.BytesIO()
    Image.new("RGB", (900, 600), "steelblue").save(file, "JPEG")
    return {"name": "pier.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def test_an_editor_signs_in_and_finds_the_form_of_a_new_article(page, editor, section):
    page.goto("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("a long passphrase")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Pages").click()
    page.get_by_role("link", name="View child pages of 'Front page'").click()
    page.get_by_role("link", name="News", exact=True).click()
    page.get_by_role("link", name="Add child page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New: Article")


def test_a_wrong_password_opens_nothing(page, editor):
    page.goto("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("a wrong passphrase")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("didn't match")).to_be_visible()
    expect(page.get_by_role("button", name="Pages")).to_have_count(0)


def test_a_new_story_is_saved_while_it_is_written_from_the_headline_on(new_story):
    headline = new_story.get_by_role("textbox", name="Headline")
    expect(headline).to_have_attribute("placeholder", re.compile("Headline"))
    write_headline(new_story)
    expect(new_story.get_by_text("Saved", exact=True).first).to_be_visible()


def test_the_block_picker_offers_every_block_and_no_placeholder(empty_form):
    empty_form.get_by_role("button", name="Insert a block").last.click()
    for name in BLOCKS:
        expect(empty_form.get_by_role("option", name=name, exact=True)).to_be_visible()
    expect(empty_form.get_by_role("option", name="Missing plugin")).to_have_count(0)
    for name in BLOCKS:
        expect_preview_of_block(empty_form, name)


def expect_preview_of_block(page, name):
    """See how the block picker describes a block, and shows it."""
    description, words = BLOCKS[name]
    row = page.get_by_role("option", name=name, exact=True).locator("..")
    row.hover()
    row.get_by_role("button", name="Preview").click()
    expect(page.get_by_text(description)).to_be_visible()
    preview = page.get_by_role("tooltip").frame_locator("iframe")
    expect(preview.get_by_text(words)).to_be_visible()
    # As readers will see it, not as a browser without a stylesheet would.
    expect(preview.locator("body")).to_have_css("font-family", re.compile("Newsreader"))


def test_a_draft_is_saved_with_blocks_that_are_still_empty(new_story):
    write_headline(new_story)
    for name in BLOCKS:
        add_block(new_story, name)
    new_story.get_by_role("button", name="Save draft").click()
    expect(new_story.get_by_text(f"Page '{HEADLINE}' has been updated.")).to_be_visible()
    expect(new_story.get_by_text("could not be read")).to_have_count(0)


def test_a_composed_story_is_a_draft_that_readers_see_once_it_is_published(composed, reader):
    expect_tweet_read_from_its_code(composed)
    address = "/news/ferry-crosses-on-batteries-alone/"
    assert reader.goto(address).status == 404
    expect(reader.get_by_text(HEADLINE)).to_have_count(0)
    publish(composed)
    reader.goto(address)
    expect_every_part(reader)


def expect_tweet_read_from_its_code(page):
    """See the words, author, handle and date of a tweet, of which only the code was pasted."""
    tweet = page.get_by_role("region", name="Tweet @ellerytides")
    for label, value in {
        "Address or embed code": "https://x.com/ellerytides/status/1234567890",
        "Words": "Two metres ten at pier four, and calm. pic",
        "Author's name": "Port Ellery Tides",
        "Handle": "ellerytides",
        "Date": "2024-03-03",
    }.items():
        expect(tweet.get_by_role("textbox", name=label)).to_have_value(value)


def test_a_composed_story_is_seen_beside_the_form(composed):
    page = composed
    page.get_by_role("button", name="Toggle preview").click()
    # The new preview loads in a second frame, which then takes the place of the first.
    preview = page.frame_locator("iframe[title='Preview']").last
    expect(preview.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(preview.get_by_text("We only heard the gulls")).to_be_visible()
    expect(preview.get_by_role("link", name="Shipyard builds").first).to_be_visible()


def expect_every_part(page):
    """See as a reader what was composed."""
    story = page.get_by_role("article").filter(has=page.get_by_role("heading", level=1))
    expect(story.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(story.get_by_text("The crossing took twelve minutes.")).to_be_visible()
    expect(story.get_by_text("Mara Lind", exact=True)).to_be_visible()
    expect(story.get_by_text("Tomas Berg / Courier")).to_be_visible()

    expect(story.get_by_text("The ferry left at dawn.")).to_be_visible()
    expect(story.get_by_text("Nobody heard it.", exact=True)).to_have_css("font-weight", "700")
    quote = story.get_by_role("figure").filter(has_text="We only heard the gulls")
    expect(quote).to_contain_text("Ines Aldaba")
    expect(quote).to_contain_text("captain of the ferry")
    tweet = story.get_by_role("figure").filter(has_text="Two metres ten at pier four")
    expect(tweet).to_contain_text("Port Ellery Tides")
    expect(tweet).to_contain_text("@ellerytides")
    expect(tweet).to_contain_text("3 March 2024")
    related = story.get_by_role("link", name="Shipyard builds a ferry without an engine")
    expect(related).to_have_attribute("href", re.compile("/news/shipyard-builds"))
    photo = story.get_by_role("figure").filter(has_text="The crew at the pier")
    expect(photo.get_by_role("img", name="Boats in the harbour")).to_be_visible()
    expect(photo).to_contain_text("Mara Lind / Courier")


def test_the_preview_of_a_story_not_saved_yet_names_its_section(empty_form):
    empty_form.get_by_role("button", name="Toggle preview").click()
    preview = empty_form.frame_locator("iframe[title='Preview']").last
    story = preview.get_by_role("article")
    expect(story.get_by_role("link", name="News", exact=True)).to_be_visible()


def test_a_photo_is_uploaded_in_the_chooser_with_its_credit(new_story, photo):
    new_story.get_by_role("button", name="Choose an image").first.click()
    chooser = new_story.get_by_role("dialog")
    chooser.get_by_role("tab", name="Upload").click()
    chooser.get_by_label("File").set_input_files(picture())
    chooser.get_by_role("textbox", name="Title").fill("The new pier")
    chooser.get_by_role("textbox", name="Credit").fill("Jo Reed")
    chooser.get_by_role("textbox", name="Description").fill("A pier in the morning")
    chooser.get_by_role("button", name="Upload").click()
    expect(chooser).to_have_count(0)
    lead_photo = new_story.get_by_role("region", name="Lead photo")
    expect(lead_photo.get_by_text("The new pier")).to_be_visible()
    assert Photo.objects.get(title="The new pier").credit == "Jo Reed"


@pytest.fixture
def published(section):
    """A story that readers have known for an hour."""
    body = json.dumps([{"type": "paragraph", "value": "<p>The ferry left at dawn.</p>"}])
    story = ArticleFactory(parent=section, title=HEADLINE, body=body)
    story.save_revision().publish()
    return story


def correct(page, story):
    """Add a correction to the story in the editor."""
    page.goto(f"/admin/pages/{story.pk}/edit/")
    page.get_by_role("button", name="Add Correction").click()
    correction = page.get_by_role("region", name="Correction 1")
    correction.get_by_label("Date").fill("2024-05-02")
    correction.get_by_role("textbox", name="Text").fill("The ferry left at noon, not at dawn.")


def test_readers_see_a_correction_and_that_the_story_was_updated(desk, published, reader):
    correct(desk, published)
    desk.get_by_role("checkbox", name="This changes the substance of the story").check()
    publish(desk)
    reader.goto(published.full_url)
    corrections = reader.get_by_role("region", name="Corrections")
    expect(corrections).to_contain_text("2 May 2024: The ferry left at noon, not at dawn.")
    expect(reader.get_by_text("Updated")).to_be_visible()


def test_a_change_without_substance_is_no_update_for_readers(desk, published, reader):
    correct(desk, published)
    publish(desk)
    reader.goto(published.full_url)
    expect(reader.get_by_role("region", name="Corrections")).to_be_visible()
    expect(reader.get_by_text("Updated")).to_have_count(0)


def test_nothing_fails_where_an_alias_is_shown(desk, section):
    story = ArticleFactory(parent=section)
    alias = story.create_alias(parent=section, update_slug="second-address")
    failures = []
    desk.on("pageerror", lambda error: failures.append(str(error)))
    desk.on("console", lambda message: message.type == "error" and failures.append(message.text))
    desk.goto(f"/admin/pages/{alias.pk}/edit/")
    expect(desk.get_by_role("link", name="Edit original page")).to_be_visible()
    desk.wait_for_load_state("networkidle")
    assert failures == []


def test_on_a_phone_a_draft_is_saved_from_anywhere_in_the_form(desk, draft):
    desk.set_viewport_size({"width": 390, "height": 800})
    desk.goto(f"/admin/pages/{draft.pk}/edit/")
    save = desk.get_by_role("button", name="Save draft")
    expect(save).to_be_in_viewport()
    desk.locator("[name=published_at]").scroll_into_view_if_needed()
    expect(save).to_be_in_viewport()
    save.click()
    expect(desk.get_by_text("has been updated")).to_be_visible()
