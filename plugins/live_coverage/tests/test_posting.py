"""Editors post, edit and delete updates."""

import uuid

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client
from wagtail.models import GroupPagePermission, PageLogEntry

from byline_live_coverage import posting
from byline_live_coverage.models import LiveUpdate
from byline_live_coverage.posting import Content
from byline_live_coverage.updates import PER_PAGE
from tests.factories import ArticleFactory, UserFactory

OVER = [("live_coverage_updates", {"is_over": True})]


@pytest.fixture
def desk(desk, editor):
    editor.first_name, editor.last_name = "Ines", "Vogt"
    editor.save()
    return desk


def entries():
    return [
        (entry.action, entry.data)
        for entry in PageLogEntry.objects.filter(action__startswith="live").order_by("pk")
    ]


def test_an_editor_posts_edits_and_deletes_and_all_of_it_is_logged(story, desk, send):
    response = send(story, headline="Closed", is_key_moment="on")
    update = LiveUpdate.objects.get()
    assert response["Location"] == f"{story.url}#update-{update.pk}"
    assert (update.headline, update.text, update.is_key_moment, update.author_name) == (
        *("Closed", "<p>Polls are closed.</p>"),
        *(True, "Ines Vogt"),
    )
    posted_at = update.posted_at
    send(story, "All polls.", f"{update.pk}/edit/")
    update.refresh_from_db()
    assert (update.headline, update.text, update.posted_at) == ("", "<p>All polls.</p>", posted_at)
    assert update.edited_at > posted_at
    send(story, address=f"{update.pk}/delete/")
    assert not LiveUpdate.objects.exists()
    first = {"headline": "Closed", "text": "<p>Polls are closed.</p>", "is_key_moment": True}
    second = {"headline": "", "text": "<p>All polls.</p>", "is_key_moment": False}
    assert entries() == [
        ("live_coverage.post", {"update": update.pk, "after": first}),
        ("live_coverage.edit", {"update": update.pk, "before": first, "after": second}),
        ("live_coverage.delete", {"update": update.pk, "before": second}),
    ]
    history = desk.get(f"/admin/pages/{story.pk}/history/").text
    assert "Deleted a live update" in history
    assert "Closed. Polls are closed." in history


def test_a_form_that_is_sent_twice_is_stored_once(story, desk, send):
    key = uuid.uuid4()
    send(story, form_key=key)
    send(story, form_key=key)
    update = LiveUpdate.objects.get()
    assert update.edited_at is None
    # The first answer was lost, and the author went on writing.
    send(story, "Polls are closed, all of them.", form_key=key)
    update.refresh_from_db()
    assert update.text == "<p>Polls are closed, all of them.</p>"
    assert len(entries()) == 2


def test_a_form_of_somebody_else_posts_nothing_and_changes_nothing(story, desk, send, add):
    [theirs] = add(story, "Theirs")
    response = send(story, "Mine", form_key=theirs.form_key)
    assert response.status_code == 422
    assert "Mine" in response.text
    assert str(theirs.form_key) not in response.text
    theirs.refresh_from_db()
    assert theirs.text == "<p>Theirs</p>"


def test_a_form_that_is_sent_again_does_not_bring_back_what_was_deleted(story, desk, editor, send):
    key = uuid.uuid4()
    send(story, form_key=key)
    posting.delete(story, editor, LiveUpdate.objects.get())
    response = send(story, "Do not lose this.", form_key=key)
    assert response.status_code == 422
    assert "This update was deleted meanwhile." in response.text
    assert "Do not lose this." in response.text
    assert str(key) not in response.text
    assert not LiveUpdate.objects.exists()
    send_form_of(response)
    assert LiveUpdate.objects.get().text == "<p>Do not lose this.</p>"


@pytest.mark.parametrize("text", ["Do not lose this.", ""])
def test_the_edit_of_what_was_deleted_meanwhile_is_given_back(story, desk, add, send, text):
    [update] = add(story, "Before")
    LiveUpdate.objects.filter(pk=update.pk).delete()
    response = send(story, text, f"{update.pk}/edit/", headline=text)
    assert response.status_code == 422
    assert "This update was deleted meanwhile." in response.text
    assert text in response.text
    assert desk.get(f"/plugins/live_coverage/{story.pk}/{update.pk}/edit/").status_code == 404


def test_an_update_that_is_deleted_during_the_edit_is_not_edited(story, add, editor):
    [update] = add(story, "Before")
    LiveUpdate.objects.filter(pk=update.pk).delete()
    with pytest.raises(posting.UpdateDeletedError):
        posting.edit(story, editor, update, Content(text="<p>After</p>"))
    assert entries() == []


def send_form_of(response):
    """Send the form of a page as it is."""
    form = BeautifulSoup(response.content, "lxml").select_one("[data-live-form]")
    sent = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    sent |= {field["name"]: field.text.strip() for field in form.select("textarea")}
    sent.pop("is_key_moment")
    return response.client.post(form["action"], sent)


def test_the_script_gets_the_update_and_an_empty_form(story, desk, send):
    response = send(story, in_place="1")
    assert response.status_code == 201
    assert "data-live-posted" in response.text
    assert str(LiveUpdate.objects.get().form_key) not in response.text


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"text": " \n "}, "Write a headline or a text."),
        ({"text": "<p><br></p>&nbsp;", "format": "html"}, "Write a headline or a text."),
        ({"text": "x" * 30_001}, "at most 30000 characters"),
        ({"text": "x", "headline": "h" * 201}, "at most 200 characters"),
        ({"text": "x\0y"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_posted_is_shown_again_with_the_reason(story, desk, send, fields, error):
    response = send(story, **fields)
    assert response.status_code == 422
    assert error in response.text
    assert not LiveUpdate.objects.exists()


@pytest.mark.parametrize("lost", [{"format": "rtf"}, {"form_key": "1; DROP"}, {"format": ""}])
@pytest.mark.parametrize("address", ["post/", "7000000/edit/"])
@pytest.mark.usefixtures("desk")
def test_who_sends_a_damaged_form_is_told_and_sends_it_again(story, send, lost, address):
    LiveUpdate.objects.create(pk=7_000_000, story_id=story.pk, text="<p>Before</p>")
    response = send(story, "It stays.", address, **lost)
    assert response.status_code == 422
    assert "The form was not complete." in response.text
    assert not LiveUpdate.objects.filter(text="<p>It stays.</p>")
    assert send_form_of(response).status_code == 302
    assert LiveUpdate.objects.get(text="<p>It stays.</p>")


def test_nothing_is_posted_when_the_coverage_is_over(section, desk, send):
    story = ArticleFactory(parent=section, body=OVER)
    response = send(story, "Too late")
    assert response.status_code == 422
    assert "Too late" in response.text
    assert not LiveUpdate.objects.exists()
    assert "Post an update" not in desk.get(story.url).text


def test_a_story_without_the_block_takes_no_updates(section, desk, send):
    assert send(ArticleFactory(parent=section)).status_code == 404
    assert send(section).status_code == 404


def test_updates_of_a_draft_are_posted_before_it_is_published(section, desk, send, story):
    draft = ArticleFactory(parent=section, live=False, body=story.body)
    response = send(draft, "Doors open")
    assert response["Location"] == f"/plugins/live_coverage/{draft.pk}/post/"
    assert "Doors open" in desk.get(response["Location"]).text
    assert Client().get(f"/plugins/live_coverage/{draft.pk}/?from=1").status_code == 404


def test_the_update_of_an_alias_is_one_of_its_source(section, desk, send, story):
    alias = story.create_alias(update_slug="elsewhere")
    send(alias)
    assert LiveUpdate.objects.get().story_id == story.pk


@pytest.mark.parametrize("role", ["Comment moderators", "Reporters", None])
def test_only_who_may_edit_and_publish_the_story_posts(story, client, send, add, role):
    [update] = add(story, "Before")
    client.force_login(UserFactory(group=role))
    for address in ("post/", f"{update.pk}/edit/", f"{update.pk}/delete/"):
        assert send(story, "By others", address).status_code == 403
        assert client.get(f"/plugins/live_coverage/{story.pk}/{address}").status_code == 403
    assert [u.text for u in LiveUpdate.objects.all()] == ["<p>Before</p>"]
    assert "data-live-composer" not in client.get(story.url).text


def test_who_may_edit_but_not_publish_posts_nothing(story, client, send, section):
    user = UserFactory(group="Reporters")
    change = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=user.groups.get(), page=section, permission=change)
    client.force_login(user)
    assert story.permissions_for_user(user).can_edit()
    assert send(story).status_code == 403


def test_who_is_signed_out_is_shown_what_was_sent(story, send, client):
    response = send(story, "Do not <lose> this")
    assert response.status_code == 403
    assert "Do not &lt;lose&gt; this" in response.text
    page = client.get(f"/plugins/live_coverage/{story.pk}/post/")
    assert page["Location"].startswith("/admin/login/?next=")


def test_a_form_of_another_site_is_refused(story, editor):
    desk = Client(enforce_csrf_checks=True)
    desk.force_login(editor)
    response = desk.post(f"/plugins/live_coverage/{story.pk}/post/", {"text": "Forged"})
    assert response.status_code == 403
    assert not LiveUpdate.objects.exists()


def test_an_update_of_another_story_is_out_of_reach(story, section, desk, send, add):
    other = ArticleFactory(parent=section, body=story.body)
    [update] = add(other, "There")
    assert send(story, "Here", f"{update.pk}/edit/").status_code == 422
    send(story, "Here", f"{update.pk}/delete/")
    update.refresh_from_db()
    assert update.text == "<p>There</p>"


def test_an_older_update_is_shown_at_its_own_address_after_an_edit(story, desk, send, add):
    first, *_ = add(story, *map(str, range(PER_PAGE + 1)))
    response = send(story, "Changed", f"{first.pk}/edit/")
    assert response["Location"] == first.get_absolute_url()


def test_the_menu_of_the_form_leads_to_the_updates(story, section, desk):
    address = f"/plugins/live_coverage/{story.pk}/post/"
    assert address in desk.get(f"/admin/pages/{story.pk}/edit/").text
    other = ArticleFactory(parent=section)
    assert "live_coverage" not in desk.get(f"/admin/pages/{other.pk}/edit/").text.split("<form")[0]
