"""Live coverage: an editor posts from the page, and readers see it arrive."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from byline_live_coverage.models import LiveUpdate
from tests.e2e.axe import expect_no_violation
from tests.e2e.looks import SMALLEST, expect_no_overhang
from tests.factories import ArticleFactory
from tests.processes import eventually

BODY = [("paragraph", "<p>All night.</p>"), ("live_coverage_updates", {"is_over": False})]
# In the order in which they were posted.
TEXTS = ["Polls open.", "Long queues.", "Polls are closed."]


@pytest.fixture
def night(section, editor):
    editor.first_name, editor.last_name = "Ines", "Vogt"
    editor.save()
    story = ArticleFactory(parent=section, title="Election night", slug="night", body=BODY)
    for n, text in enumerate(TEXTS):
        headline = "The polls close" if n == 2 else ""
        LiveUpdate.objects.create(
            story_id=story.pk, text=f"<p>{text}</p>", headline=headline, is_key_moment=n == 2
        )
    return story


def composer(page):
    return page.get_by_role("form", name="Post")


def post(page, text, headline="", *, has_scripts=True):
    form = composer(page)
    if has_scripts:
        expect(form.get_by_role("button", name="Bold")).to_be_visible()
    form.get_by_label("Headline").fill(headline)
    form.get_by_role("textbox", name="Text").fill(text)
    form.get_by_role("button", name="Post", exact=True).click()


def updates(page):
    return page.locator("[data-update]")


def look_again(page):
    """Come back to the tab, which then looks for news at once."""
    with page.expect_response("**/fragments/plugins/live_coverage/**"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_an_editor_posts_from_the_page_and_a_reader_sees_it_arrive(night, desk, reader):
    errors = []
    reader.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    reader.goto(night.full_url)
    expect(updates(reader)).to_have_count(3)
    look_again(reader)
    expect(reader.locator("[data-live-new]")).to_be_empty()
    desk.goto(night.full_url)
    post(desk, "First results.", "It begins")
    expect(updates(desk)).to_have_count(4)
    expect(updates(desk).first).to_contain_text("It begins")
    expect(composer(desk).get_by_label("Headline")).to_be_focused()
    expect(composer(desk).get_by_label("Headline")).to_have_value("")
    post(desk, "Second results.")
    expect(updates(desk)).to_have_count(5)

    look_again(reader)
    button = reader.get_by_role("status").get_by_role("button", name="2 new updates")
    expect(button).to_be_visible()
    expect(updates(reader)).to_have_count(3)
    button.click()
    expect(updates(reader)).to_have_count(5)
    expect(updates(reader).first).to_be_focused()
    expect(updates(reader).first).to_contain_text("Second results.")
    expect(button).to_have_count(0)
    assert reader.context.cookies() == []
    assert not [text for text in errors if "Content Security Policy" in text]


def test_an_open_page_follows_edits_and_deletions(night, desk, reader):
    reader.goto(night.full_url)
    look_again(reader)
    desk.goto(night.full_url)
    updates(desk).nth(1).get_by_role("link", name="Edit").click()
    expect(desk.get_by_role("button", name="Bold")).to_be_visible()
    desk.get_by_role("textbox", name="Text").fill("No queues at all.")
    desk.get_by_role("button", name="Save the change").click()
    expect(updates(desk).nth(1)).to_contain_text("Edited")
    look_again(reader)
    expect(updates(reader).nth(1)).to_contain_text("No queues at all.")
    updates(desk).first.get_by_role("link", name="Edit").click()
    desk.get_by_role("link", name="Delete the update").click()
    desk.get_by_role("button", name="Delete the update").click()
    expect(updates(desk)).to_have_count(2)
    look_again(reader)
    expect(updates(reader)).to_have_count(2)
    expect(reader.get_by_role("navigation", name="Key moments")).to_have_count(0)


def test_it_works_without_scripts(night, client, editor, new_context, base_url):
    client.force_login(editor)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base_url}
    context = new_context(java_script_enabled=False)
    context.add_cookies([session])
    page = context.new_page()
    page.goto(night.full_url)
    page.get_by_role("link", name="Post an update").click()
    post(page, "One\n\nhttps://example.org/", "Plain", has_scripts=False)
    expect(page).to_have_url(re.compile("#update-"))
    expect(updates(page).first.get_by_role("link", name="https://example.org/")).to_be_visible()
    reader = new_context(java_script_enabled=False).new_page()
    reader.goto(night.full_url)
    expect(updates(reader)).to_have_count(4)
    for n in range(20):
        LiveUpdate.objects.create(story_id=night.pk, text=f"<p>{n}</p>")
    reader.goto(f"/plugins/live_coverage/{night.pk}/?before={LiveUpdate.objects.latest('pk').pk}")
    reader.get_by_role("link", name="Older updates").click()
    expect(reader.get_by_text("Polls open.")).to_be_visible()


def test_what_is_typed_is_kept_until_the_server_has_it(night, desk):
    desk.goto(night.full_url)
    desk.context.set_offline(True)
    post(desk, "Do not lose this.", "Offline")
    expect(composer(desk).get_by_role("status")).to_contain_text("Your text is kept")
    desk.context.set_offline(False)
    desk.reload()
    expect(composer(desk).get_by_label("Headline")).to_have_value("Offline")
    expect(composer(desk).get_by_role("textbox", name="Text")).to_have_text("Do not lose this.")
    composer(desk).get_by_role("button", name="Post", exact=True).click()
    expect(updates(desk)).to_have_count(4)
    eventually(lambda: desk.evaluate("localStorage.length") == 0)
    assert LiveUpdate.objects.count() == 4


def test_a_change_that_is_not_sent_outlives_a_reload_but_not_another_change(night, desk):
    update = LiveUpdate.objects.latest("pk")
    edit = f"/plugins/live_coverage/{night.pk}/{update.pk}/edit/"
    text = desk.get_by_role("textbox", name="Text")
    desk.goto(edit)
    text.fill("Do not lose this.")
    desk.reload()
    expect(text).to_have_text("Do not lose this.")
    desk.get_by_role("button", name="Save the change").click()
    expect(updates(desk).first).to_contain_text("Do not lose this.")
    desk.goto(edit)
    text.fill("Never sent.")
    update.refresh_from_db()
    update.text, update.edited_at = "<p>By another.</p>", timezone.now()
    update.save()
    desk.reload()
    expect(text).to_have_text("By another.")
    text.fill("Never sent.")
    desk.get_by_role("link", name="Cancel").click()
    desk.goto(edit)
    expect(text).to_have_text("By another.")


def test_nothing_is_lost_on_the_page_of_the_form_either(night, desk):
    desk.goto(f"/plugins/live_coverage/{night.pk}/post/")
    desk.context.set_offline(True)
    post(desk, "Do not lose this.")
    expect(composer(desk).get_by_role("status")).to_contain_text("Your text is kept")
    desk.context.set_offline(False)
    desk.reload()
    expect(composer(desk).get_by_role("textbox", name="Text")).to_have_text("Do not lose this.")
    composer(desk).get_by_role("button", name="Post", exact=True).click()
    expect(composer(desk).get_by_role("status")).to_have_text("Posted.")
    expect(desk.get_by_role("listitem").filter(has_text="Do not lose this.")).to_be_visible()
    expect(composer(desk).get_by_role("textbox", name="Text")).to_have_text("")
    assert desk.evaluate("localStorage.length") == 0


def test_an_open_page_asks_less_often_while_nothing_is_new_and_not_when_hidden(night, reader):
    asked = []
    fragments = "**/fragments/plugins/live_coverage/**"
    reader.on("request", lambda one: asked.append(one) if "/fragments/" in one.url else None)
    reader.clock.install()
    reader.goto(night.full_url)
    with reader.expect_response(fragments):
        reader.clock.fast_forward(23_000)
    settle(reader)
    reader.clock.fast_forward(26_000)
    settle(reader)
    assert len(asked) == 1
    with reader.expect_response(fragments):
        reader.clock.fast_forward(8_000)
    settle(reader)
    reader.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
    reader.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    reader.clock.fast_forward(600_000)
    settle(reader)
    assert len(asked) == 2


def settle(page):
    """Let the page handle the last answer; what it asks for next is heard of after that."""
    page.evaluate("fetch('/robots.txt').then((answer) => answer.text()).then(() => null)")


def test_an_answer_that_is_lost_does_not_store_the_update_twice(night, desk):
    desk.goto(night.full_url)
    lost = []

    def lose(route):
        lost.append(route.fetch().status)
        route.abort()

    desk.route("**/post/", lose, times=2)
    desk.reload()  # the form itself is one of them
    expect(desk.get_by_role("link", name="Post an update")).to_be_visible()
    eventually(lambda: desk.wait_for_timeout(1) or lost)
    desk.unroute("**/post/")
    desk.reload()
    expect(composer(desk)).to_be_visible()
    desk.route("**/post/", lose, times=1)
    post(desk, "Once.")
    expect(composer(desk).get_by_role("status")).to_contain_text("Your text is kept")
    assert LiveUpdate.objects.count() == 4
    composer(desk).get_by_role("button", name="Post", exact=True).click()
    expect(updates(desk)).to_have_count(4)
    assert LiveUpdate.objects.count() == 4


def test_formatting_is_kept_and_what_is_pasted_is_cleaned(night, desk):
    desk.goto(night.full_url)
    box = composer(desk).get_by_role("textbox", name="Text")
    box.fill("Bold words")
    box.press("Control+a")
    composer(desk).get_by_role("button", name="Bold").click()
    box.evaluate("box => box.insertAdjacentHTML('beforeend', '<h1 onclick=x>B<img src=x></h1>')")
    box.press("End")
    box.press_sequentially("!")
    composer(desk).get_by_role("button", name="Post", exact=True).click()
    expect(updates(desk)).to_have_count(4)
    html = LiveUpdate.objects.latest("pk").text
    assert "<b>Bold words" in html
    assert "<img" not in html
    assert "<h1" not in html


def test_axe_finds_nothing_and_a_small_phone_suffices(night, desk, reader):
    for page in (reader, desk):
        page.set_viewport_size(SMALLEST)
        page.goto(night.full_url)
        if page is desk:
            expect(composer(desk)).to_be_visible()
        expect_no_overhang(page)
        expect_no_violation(page, ".live")
    [first] = LiveUpdate.objects.order_by("pk")[:1]
    for path in ("post/", f"{first.pk}/edit/", f"{first.pk}/delete/", f"?from={first.pk}"):
        desk.goto(f"/plugins/live_coverage/{night.pk}/{path}")
        expect_no_overhang(desk)
        expect_no_violation(desk, "main")
