"""Errors are shown where they can be mended, and a draft saves itself whatever it lacks."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from home.models import StandardPage
from news.models import ArticlePage
from tests.comments.conversing import add_comment
from tests.e2e.axe import expect_no_violation
from tests.e2e.editing import (
    TELL_WHEN_EDITS_ARE_WATCHED,
    press,
    wait_until_edits_are_watched,
    wait_until_saved,
)
from tests.e2e.test_editor import add_block
from tests.factories import ArticleFactory, StandardPageFactory
from tests.home.placing import front_page

COUNT_REFUSED_AUTOSAVES = """
window.refusedAutosaves = 0;
addEventListener("w-autosave:error", () => { window.refusedAutosaves += 1; }, true);"""
# What was typed just before a dialog was opened is saved while it is open.
TYPE_BEHIND_THE_DIALOG = """
const field = document.querySelector("[name=introduction]");
field.value = "Typed meanwhile.";
field.dispatchEvent(new Event("input", { bubbles: true }));"""
# Without the calendar that opens where the field is pressed.
GIVE_A_PAST_DATE = """(field) => {
  field.value = field.type === "datetime-local" ? "2001-01-01T10:00" : "2001-01-01 10:00";
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""


@pytest.fixture
def yesterday():
    return timezone.now() - timedelta(days=1)


def publish_and_go_to_the_first_error(page):
    press(page, "Publish")
    listed = page.get_by_role("button", name=re.compile("give a later expiry date"))
    expect(listed).to_be_visible()
    page.get_by_role("button", name="Go to the first error").click()
    expect(page.locator("[name=expire_at]")).to_be_focused()


def test_an_expired_story_is_saved_and_says_where_to_give_a_later_date(
    open_form, section, yesterday
):
    story = ArticleFactory(parent=section, live=False, expire_at=yesterday, slug="over")
    story.save_revision()
    page = open_form(story)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("has been updated")).to_be_visible()
    publish_and_go_to_the_first_error(page)
    expect_no_violation(page, {"include": [[".messages"]]})


@pytest.fixture
def standard_page(db):
    """A draft of a page whose schedule is in a dialog."""
    made = StandardPageFactory(title="About us", slug="about", live=False)
    made.save_revision()
    return made


def test_an_error_in_a_dialog_opens_the_dialog(open_form, standard_page, yesterday):
    standard_page.expire_at = yesterday
    standard_page.save_revision()
    page = open_form(standard_page)
    publish_and_go_to_the_first_error(page)
    expect(page.get_by_role("dialog", name="Set publishing schedule")).to_be_visible()


def test_an_error_in_another_tab_is_led_to(open_form, section):
    ArticleFactory(parent=section, slug="taken")
    # Of a draft, autosave would take a free slug before somebody presses the button.
    page = open_form(ArticleFactory(parent=section))
    page.get_by_role("tab", name="Promote").click()
    page.get_by_role("textbox", name="Slug").fill("taken")
    page.get_by_role("tab", name="Content").click()
    press(page, "Publish")
    listed = page.get_by_role("button", name=re.compile("Slug: .*already in use"))
    listed.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Slug")).to_be_focused()


@pytest.fixture
def new_form(desk, section):
    """The form of a new story, when it notices what is typed."""
    desk.add_init_script(TELL_WHEN_EDITS_ARE_WATCHED)
    desk.add_init_script(COUNT_REFUSED_AUTOSAVES)
    desk.goto(f"/admin/pages/add/news/articlepage/{section.pk}/")
    wait_until_edits_are_watched(desk)
    return desk


def refused(page):
    return page.evaluate("window.refusedAutosaves")


def test_a_story_saves_itself_whatever_is_not_filled_in_yet(new_form):
    page = new_form
    page.get_by_role("textbox", name="Standfirst").press_sequentially("Begun in the middle.")
    expect(page).to_have_url(re.compile(r"/admin/pages/\d+/edit/"))
    story = ArticlePage.objects.get()
    for name in ("Quote", "Photo", "Gallery", "Table", "Embed", "Related coverage"):
        add_block(page, name)
    page.get_by_role("button", name="Add Byline").click()
    page.get_by_role("textbox", name="Role", exact=True).fill("Photography")
    page.get_by_role("button", name="Add Correction").click()
    quote = page.get_by_role("region", name="Quote").last
    quote.get_by_role("textbox", name="Who said it").fill("Ines Aldaba")
    wait_until_saved(page, story, lambda body: "Ines Aldaba" in body)
    page.get_by_role("textbox", name="Headline*", exact=True).press_sequentially("Tide turns")
    page.keyboard.press("Tab")
    saved = page.locator("#w-autosave-indicator[data-w-autosave-state-value=saved]")
    expect(saved).to_be_attached()
    assert refused(page) == 0
    page.get_by_role("textbox", name="Role", exact=True).fill("")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("has been updated")).to_be_visible()
    story = ArticlePage.objects.get()
    assert (story.title, story.slug) == ("Tide turns", "tide-turns")


def test_a_date_in_a_dialog_counts_when_the_dialog_is_confirmed(open_form, standard_page):
    page = open_form(standard_page)
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    dialog = page.get_by_role("dialog", name="Set publishing schedule")
    field = dialog.locator("[name=expire_at]")
    field.evaluate(GIVE_A_PAST_DATE)
    page.evaluate(TYPE_BEHIND_THE_DIALOG)
    saved = page.locator("#w-autosave-indicator[data-w-autosave-state-value=saved]")
    expect(saved).to_be_attached()
    expect(field).to_have_value(re.compile("2001-01-01"))
    draft = StandardPage.objects.get(pk=standard_page.pk).get_latest_revision_as_object()
    assert (draft.introduction, draft.expire_at) == ("Typed meanwhile.", None)
    dialog.get_by_role("button", name="Save schedule").click()
    page.get_by_role("button", name=re.compile("must be in the future")).click()
    expect(field).to_be_focused()


@pytest.mark.parametrize(
    ("address", "label", "text"),
    [
        ("/admin/snippets/news/author/add/", "Name", "This field is required"),
        ("/admin/snippets/news/topic/add/", "Name", "This field is required"),
    ],
)
def test_the_errors_of_other_forms_are_listed_too(desk, address, label, text):
    desk.goto(address)
    desk.get_by_role("button", name="Save", exact=True).click()
    desk.get_by_role("button", name=re.compile(f"{label}: {text}")).click()
    expect(desk.get_by_role("textbox", name=label).first).to_be_focused()


def test_an_error_in_a_closed_panel_is_led_to(desk, draft):
    desk.goto(f"/admin/pages/{draft.pk}/edit/")
    publication = desk.get_by_role("region", name="Publication")
    publication.get_by_role("combobox", name="Label").select_option("sponsored")
    press(desk, "Publish")
    listed = desk.get_by_role("button", name=re.compile("Publication › Paid for by: Say who paid"))
    expect(listed).to_be_visible()
    publication.get_by_role("button", name="Toggle section").click()
    field = publication.get_by_role("textbox", name="Paid for by")
    expect(field).to_be_hidden()
    listed.click()
    expect(field).to_be_focused()


def test_what_hinders_the_autosave_is_shown_when_asked(open_form, section):
    empty = {"source": "", "title": "", "author": "", "still": None, "caption": ""}
    story = ArticleFactory(parent=section, draft=True, body=[("embed", empty)])
    story.save_revision()
    page = open_form(story)
    page.get_by_role("textbox", name="Address or embed code").press_sequentially("no address")
    hint = page.get_by_role("alert").filter(has_text="does not save itself just now")
    expect(hint).to_be_visible()
    hint.get_by_role("button", name="Show what is wrong").click()
    listed = page.get_by_role("button", name=re.compile("Body › .*This is no address"))
    listed.click()
    expect(page.get_by_role("textbox", name="Address or embed code")).to_be_focused()


def expect_to_lead_to(page, error, field):
    """Press an error in the list above a form."""
    listed = page.locator(".messages").get_by_role("button", name=re.compile(error))
    listed.click()
    expect(field).to_be_focused()


def test_a_refused_publication_says_that_the_draft_is_saved(open_form, draft, section):
    ArticleFactory(parent=section, slug="taken")
    page = open_form(draft)
    page.get_by_role("textbox", name="Headline*", exact=True).fill("Tide turns")
    page.get_by_role("tab", name="Promote").click()
    page.get_by_role("textbox", name="Slug").fill("taken")
    press(page, "Publish")
    message = page.locator(".messages li.error")
    expect(message).to_contain_text("The page is not published")
    expect(message).not_to_contain_text("could not be saved")
    expect(message.get_by_text("What you wrote is saved as a draft.")).to_be_visible()
    saved = ArticlePage.objects.get(pk=draft.pk).get_latest_revision_as_object()
    assert saved.title == "Tide turns"
    expect_no_violation(page, {"include": [[".messages"]]})


def test_the_errors_of_a_section_are_listed(desk, section):
    desk.goto(f"/admin/pages/{section.pk}/edit/")
    title = desk.get_by_role("textbox", name="Title", exact=False).first
    title.fill("")
    press(desk, "Publish")
    expect(desk.locator(".messages li.error")).to_contain_text("The page is not published")
    expect_to_lead_to(desk, "Title: This field is required", title)


def test_the_errors_of_the_front_page_are_listed(desk, section):
    desk.goto(f"/admin/pages/{front_page().pk}/edit/")
    desk.get_by_role("button", name="Add Story").click()
    row = desk.get_by_role("region", name="Story 1")
    press(desk, "Publish")
    choose = row.get_by_role("button", name="Choose a page (Article)")
    expect_to_lead_to(desk, "Story: This field is required", choose)


@pytest.mark.parametrize(
    ("address", "label", "value", "error"),
    [
        ("/admin/settings/news/newsroom/", "Contact", "nobody", "Contact: Enter a valid email"),
        ("/admin/settings/news/newsroom/", "Name", "", "Masthead › Name: This field is required"),
        ("/admin/settings/home/breakingnews/", "Text", "", "Text: Say what is breaking"),
        ("/admin/settings/comments/commentsettings/", "Who gets mail", "me", "“me” is no e-mail"),
    ],
)
def test_the_errors_of_settings_are_listed(desk, address, label, value, error):
    desk.goto(address)
    field = desk.get_by_role("textbox", name=label).first
    field.evaluate("(field, value) => { field.value = value; }", value)
    # What the browser itself would refuse.
    desk.locator("form").last.evaluate("(form) => { form.noValidate = true; }")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect_to_lead_to(desk, error, field)


def test_the_errors_of_moderation_are_listed(desk, section):
    comment = add_comment(ArticleFactory(parent=section), "Cheap watches!")
    desk.goto(f"/admin/bulk/comments/readercomment/ban/?id={comment.pk}")
    desk.get_by_role("radio", name="Words").check()
    desk.get_by_role("button", name="Ban", exact=True).click()
    field = desk.get_by_role("textbox", name="Words")
    expect_to_lead_to(desk, "Words: Write the word or phrase", field)
    expect_no_violation(desk, {"include": [[".messages"]]})
