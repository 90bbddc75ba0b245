"""Readers read and write comments, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from comments.author_cookie import form_signer
from comments.models import CommentSettings, ReaderComment, Report, State
from comments.moderation import set_state
from comments.pipeline import FORM_MIN_AGE_SECONDS
from comments.threads import REPLIES_PER_THREAD, THREADS_PER_PAGE
from news.models import ArticlePage
from tests.comments.conversing import add_comment
from tests.e2e.newspaper import newspaper
from tests.processes import eventually

pytestmark = pytest.mark.newsroom(built_by=newspaper)
SCRIPTS = pytest.mark.parametrize("page", ["with scripts", "without"], indirect=True)
WAITS = "Waiting for a moderator: only you see it."


@pytest.fixture
def page(request, new_context):
    """A reader's browser, with or without scripts."""
    has_scripts = getattr(request, "param", "with scripts") == "with scripts"
    return new_context(java_script_enabled=has_scripts).new_page()


def take_time(page):
    """Make the open form older than the minimum age."""
    field = page.locator("[name=form_key]")
    key, _dot, made = form_signer.unsign(field.input_value()).partition(".")
    older = form_signer.sign(f"{key}.{float(made) - FORM_MIN_AGE_SECONDS}")
    field.evaluate("(field, key) => { field.value = key; }", older)


def write(page, text, name=""):
    """Fill in the form that is open, as slowly as people do, and send it."""
    page.get_by_role("textbox", name="Comment").fill(text)
    if name:
        page.get_by_role("textbox", name="Name").fill(name)
    take_time(page)
    page.get_by_role("button", name="Send the comment").click()


def comment_with(page, text):
    return page.get_by_role("article").filter(has_text=text).last


def stay(page, story):
    """Expect to be on the story's page still."""
    expect(page).to_have_url(re.compile(f"{story.url}$"))


@SCRIPTS
def test_a_reader_writes_answers_edits_and_reports(page, story):
    other = add_comment(story, "The old boat was louder", name="Wilma")
    page.goto(story.full_url)
    page.get_by_role("link", name="Write a comment").click()
    write(page, "Frist crossing!", "Ines")
    mine = comment_with(page, "Frist crossing!")
    expect(mine).to_contain_text("it has appeared")

    mine.get_by_role("link", name="Edit (until").click()
    page.get_by_role("textbox", name="Comment").fill("First crossing!")
    page.get_by_role("button", name="Save the change").click()
    expect(comment_with(page, "First crossing!")).to_contain_text("edited")

    page.goto(story.full_url)
    page.get_by_role("link", name=f"Reply to No. {other.pk}").click()
    write(page, "By far")
    expect(comment_with(page, "By far")).to_be_visible()
    answer = ReaderComment.objects.latest("pk")
    assert answer.reply_to_id == other.pk

    page.goto(story.full_url)
    page.get_by_role("link", name=f"Report No. {other.pk}").click()
    page.get_by_label("Spam or advertising").check()
    page.get_by_role("textbox", name="Details").fill("He sells boats")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("Thank you. A moderator will look at it.")).to_be_visible()
    assert Report.objects.get().comment_id == other.pk

    page.goto(story.full_url)
    expect(page.locator(".thread")).to_have_count(2)
    for place in (".story__comments", ".comments__count"):
        expect(page.locator(place)).to_have_text("3 comments")


@SCRIPTS
def test_a_comment_that_is_held_is_told_and_shown_to_its_writer(page, story):
    CommentSettings.objects.update_or_create(
        site=story.get_site(), defaults={"moderation": "before"}
    )
    page.goto(story.full_url)
    page.get_by_role("link", name="Write a comment").click()
    write(page, "Let me in")
    mine = comment_with(page, "Let me in")
    expect(mine).to_contain_text(WAITS)
    expect(mine.get_by_role("link", name="Edit (until")).to_be_visible()
    page.goto(f"/comments/on/{story.pk}/")
    expect(comment_with(page, "Let me in")).to_contain_text(WAITS)


def test_a_comment_that_is_held_is_on_the_story_again_after_a_reload(page, story):
    CommentSettings.objects.update_or_create(
        site=story.get_site(), defaults={"moderation": "before"}
    )
    page.goto(story.full_url)
    page.get_by_role("link", name="Write a comment").click()
    write(page, "Let me in")
    expect(comment_with(page, "Let me in")).to_contain_text(WAITS)
    page.reload()
    expect(comment_with(page, "Let me in")).to_contain_text(WAITS)
    set_state(ReaderComment.objects.filter(story=story), State.APPROVED, None)
    page.reload()
    expect(comment_with(page, "Let me in")).not_to_contain_text(WAITS)
    eventually(lambda: page.evaluate("localStorage.length") == 0)


@SCRIPTS
def test_what_is_refused_is_told_where_it_is_wrong_and_the_text_stays(page, story):
    page.goto(story.full_url)
    page.get_by_role("link", name="Write a comment").click()
    write(page, "My comment", "n" * 51)
    name = page.get_by_role("textbox", name="Name")
    expect(name).to_be_focused()
    expect(name).to_have_accessible_description(re.compile("A name has up to 50 characters"))
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("My comment")
    name.fill("Ines")
    page.get_by_role("button", name="Send the comment").click()
    expect(comment_with(page, "My comment")).to_contain_text("Ines")


@SCRIPTS
def test_all_comments_are_there_to_read(page, story):
    for n in range(THREADS_PER_PAGE + 2):
        add_comment(story, f"Comment {n} of many")
    root = add_comment(story, "Root of a long conversation")
    for n in range(REPLIES_PER_THREAD + 2):
        add_comment(story, f"Reply {n}", reply_to=root)
    page.goto(story.full_url)
    expect(page.get_by_text("Comment 0 of many")).to_have_count(0)
    page.get_by_role("link", name="Load more comments").click()
    expect(page.get_by_text("Comment 0 of many")).to_be_visible()
    page.goto(story.full_url)
    page.get_by_role("link", name="2 more replies").click()
    expect(page.get_by_text(f"Reply {REPLIES_PER_THREAD + 1}")).to_be_visible()
    page.goto(story.full_url)
    page.get_by_role("link", name="Oldest").click()
    expect(page.locator(".thread").first).to_contain_text("Comment 0 of many")
    expect(page.get_by_role("link", name="Oldest")).to_have_attribute("aria-current", "true")


@SCRIPTS
def test_a_story_that_closes_meanwhile_gives_the_text_back(page, story):
    page.goto(story.full_url)
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_role("textbox", name="Comment").fill("Long and thought through")
    ArticlePage.objects.update(commenting="closed")
    page.get_by_role("button", name="Send the comment").click()
    expect(page.get_by_text("The comments on this story are closed.").last).to_be_visible()
    given_back = page.get_by_role("textbox", name="Your text, to copy")
    expect(given_back).to_have_value("Long and thought through")
    page.goto(story.full_url)
    expect(page.get_by_text("The comments on this story are closed.")).to_be_visible()
    expect(page.get_by_role("link", name="Write a comment")).to_have_count(0)


# --- With scripts ---------------------------------------------------------------------


def test_everything_happens_in_place(page, story):
    add_comment(story, "Oldest of all")
    root = add_comment(story, "Root")
    for n in range(REPLIES_PER_THREAD + 1):
        add_comment(story, f"Reply {n}", reply_to=root)
    page.goto(story.full_url)
    page.get_by_role("link", name="Write a comment").click()
    write(page, "Mine")
    first = page.locator(".thread").first
    expect(first).to_contain_text("Mine")
    expect(first.get_by_role("article")).to_be_focused()
    for place in (".story__comments", ".comments__count"):
        expect(page.locator(place)).to_have_text("8 comments")
    page.get_by_role("link", name="1 more reply").click()
    expect(page.get_by_text(f"Reply {REPLIES_PER_THREAD}")).to_be_visible()
    page.get_by_role("link", name=f"Reply to No. {root.pk}").click()
    write(page, "An answer")
    answer = page.locator(".thread__reply").filter(has_text="An answer")
    expect(answer).to_have_class("thread__reply thread__reply--1")
    answer.get_by_role("link", name="Edit (until").click()
    page.get_by_role("textbox", name="Comment").fill("A better answer")
    page.get_by_role("button", name="Save the change").click()
    expect(page.locator(".thread__reply").filter(has_text="A better answer")).to_be_visible()
    page.get_by_role("link", name="Oldest").click()
    expect(page.locator(".thread").first).to_contain_text("Oldest of all")
    stay(page, story)


def test_what_is_loaded_more_comes_after_what_is_there(page, story):
    made = [add_comment(story, f"Comment {n}") for n in range(THREADS_PER_PAGE + 2)]
    page.goto(story.full_url)
    page.get_by_role("link", name="Load more comments").click()
    numbers = page.locator(".thread .comment__number")
    expect(numbers).to_have_text([f"No. {c.pk}" for c in reversed(made)])
    expect(page.get_by_role("link", name="Load more comments")).to_have_count(0)
    expect(page.locator(f"#comment-{made[1].pk}")).to_be_focused()
    stay(page, story)


def test_a_draft_survives_a_reload_and_ends_when_it_is_sent(page, story):
    other = add_comment(story)
    page.goto(story.full_url)
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_role("textbox", name="Comment").fill("Half a thought")
    page.get_by_role("link", name=f"Reply to No. {other.pk}").click()
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("")
    page.get_by_role("textbox", name="Comment").fill("Half an answer")
    page.reload()
    page.get_by_role("link", name=f"Reply to No. {other.pk}").click()
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("Half an answer")
    page.goto(f"/comments/on/{story.pk}/write/")
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("Half a thought")
    write(page, "A whole thought")
    expect(comment_with(page, "A whole thought")).to_be_visible()
    page.goto(f"/comments/on/{story.pk}/write/")
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("")


def test_without_a_connection_the_text_stays(page, story):
    page.goto(story.full_url)
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_role("textbox", name="Comment").fill("Sent in a tunnel")
    take_time(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Send the comment").click()
    expect(page.get_by_text("Is there a connection?")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("Sent in a tunnel")
    page.get_by_role("button", name="Send the comment").click()
    expect(comment_with(page, "Sent in a tunnel")).to_be_visible()


def test_a_double_click_sends_once(page, story):
    sent = []
    page.on("request", lambda request: sent.append((request.method, request.url)))
    page.goto(story.full_url)
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_role("textbox", name="Comment").fill("Once")
    take_time(page)
    page.get_by_role("button", name="Send the comment").dblclick()
    expect(comment_with(page, "Once")).to_be_visible()
    assert len([url for method, url in sent if method == "POST" and "/comments/" in url]) == 1
    assert ReaderComment.objects.filter(story=story).count() == 1


def test_the_form_can_be_closed_and_the_keyboard_is_back_where_it_was(page, story):
    page.goto(story.full_url)
    opener = page.get_by_role("link", name="Write a comment")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Comment")).to_be_focused()
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("textbox", name="Comment")).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_comment_that_is_removed_meanwhile_gives_the_text_back(page, story):
    other = add_comment(story)
    page.goto(story.full_url)
    page.get_by_role("link", name=f"Reply to No. {other.pk}").click()
    page.get_by_role("textbox", name="Comment").fill("My answer")
    set_state([other], State.REMOVED, None)
    page.get_by_role("button", name="Send the comment").click()
    expect(page.get_by_role("alert")).to_contain_text("not there any more")
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("My answer")
    page.get_by_role("link", name=f"Reply to No. {other.pk}").click()


def test_the_link_of_a_comment_is_copied(page, story, base_url):
    comment = add_comment(story)
    page.add_init_script("delete Navigator.prototype.share;")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=base_url)
    page.goto(story.full_url)
    page.get_by_role("link", name=f"Share No. {comment.pk}").click()
    expect(page.get_by_text("Link copied")).to_be_visible()
    expected = f"{base_url}/comments/{comment.pk}/"
    assert page.evaluate("navigator.clipboard.readText()") == expected


def test_a_reference_leads_to_the_comment_on_the_same_page(page, story):
    first = add_comment(story)
    add_comment(story, f"As >>{first.pk} says")
    page.goto(story.full_url)
    page.get_by_role("link", name=f">>{first.pk}", exact=True).click()
    expect(page.locator(f"#comment-{first.pk}")).to_be_focused()
    stay(page, story)


def test_writing_causes_no_error_in_the_browser(page, story):
    problems = []
    page.on("console", lambda message: problems.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(story.full_url)
    page.get_by_role("link", name="Write a comment").click()
    write(page, "Mine")
    expect(comment_with(page, "Mine")).to_be_visible()
    assert problems == []
