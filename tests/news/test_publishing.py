"""Warnings and publish blockers of a story."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site, Workflow

from byline.worker.scheduled_publishing import publish_and_expire_due
from news.models import ArticlePage, Newsroom
from news.story_warnings import story_warnings
from photos.models import Photo
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    PhotoFactory,
    SectionFactory,
    TopicFactory,
    UserFactory,
)
from tests.news.editing import form_data

pytestmark = pytest.mark.django_db

UNREAD_TWEET = (
    "The tweet x could not be read just now. Readers see a link to it until you type its words, "
    "or save again when X answers."
)
UNREAD_EMBED = (
    "y could not be read just now. Readers see it without a title until you give it one, or save "
    "again when the provider answers."
)
NO_CREDIT = "A published photo needs a credit"


@pytest.fixture
def photo():
    """A photo without a description."""
    return PhotoFactory(title="Pier", credit="", description="", file__width=60, file__height=40)


def photo_block(photo, credit=""):
    return ("photo", {"photo": photo.pk, "caption": "", "credit": credit})


def whole(**fields):
    """Return the fields of a story that lacks nothing."""
    bylines = [{"author": AuthorFactory().pk, "role": ""}]
    return {
        "standfirst": "Why it matters.",
        "topics": [TopicFactory()],
        "bylines": bylines,
        **fields,
    }


def first_post(desk, section, **fields):
    """Post a new story for publishing, as the button does, and return the answer."""
    url = reverse("wagtailadmin_pages:add", args=["news", "articlepage", section.pk])
    return desk.client.post(url, {**form_data(**fields), "action-publish": "1"})


def words(response):
    return " ".join(BeautifulSoup(response.content, "lxml").get_text(" ").split())


# --- Warnings -------------------------------------------------------------------------


def test_a_story_that_lacks_everything_is_told_so(section, photo):
    photos = [{"type": "photo", "value": {"photo": photo.pk}}] * 2
    unread = [
        {"type": "tweet", "value": {"source": "x", "text": ""}},
        {"type": "embed", "value": {"source": "y", "title": ""}},
    ]
    story = ArticleFactory(parent=section, lead_photo=photo, body=json.dumps(photos + unread))
    assert story_warnings(story) == [
        "There is no byline.",
        "There is no standfirst.",
        "There is no topic: readers find related stories by them.",
        UNREAD_TWEET,
        UNREAD_EMBED,
        "The photo “Pier” has no description for readers who cannot see it.",
    ]


def test_photos_in_galleries_and_stills_are_looked_at_too(section, photo):
    other = PhotoFactory(title="Quay", description="", file__width=60, file__height=40)
    body = [
        {"type": "gallery", "value": {"photos": [{"photo": photo.pk, "credit": "Jo Reed"}]}},
        {
            "type": "embed",
            "value": {"source": "https://vimeo.com/1", "title": "x", "still": other.pk},
        },
    ]
    found = story_warnings(ArticleFactory(parent=section, body=json.dumps(body)))
    assert "The photo “Pier” has no credit." not in found
    assert "The photo “Pier” has no description for readers who cannot see it." in found
    assert "The photo “Quay” has no description for readers who cannot see it." in found


def test_a_story_that_lacks_nothing_is_published_at_once(section, desk):
    response = first_post(desk, section, **whole())
    assert "/publish/" not in response.url
    assert ArticlePage.objects.get().live


def test_what_is_missing_is_shown_before_readers_see_the_story(section, desk, client):
    response = first_post(desk, section, standfirst="Why it matters.")
    held = ArticlePage.objects.get()
    assert not held.live
    assert held.published_at is None
    shown = words(client.get(response.url))
    assert "There is no byline." in shown
    assert "There is no standfirst." not in shown
    assert "Publish anyway" in shown
    assert client.get("/news/a-story/").status_code == 404


def test_a_story_held_back_can_be_published_anyway(section, desk, client):
    url = first_post(desk, section).url
    answer = client.post(url, follow=True)
    assert "Page 'A story' has been published." in words(answer).replace("’", "'")
    assert client.get("/news/a-story/").status_code == 200


def test_a_story_held_back_can_be_scheduled_all_the_same(section, desk, client):
    url = first_post(desk, section, go_live_at="2100-01-01 10:00").url
    shown = words(client.get(url))
    assert "Schedule anyway" in shown
    assert "Publish anyway" not in shown
    answer = client.post(url, follow=True)
    assert "has been scheduled for publishing" in words(answer)
    assert not ArticlePage.objects.get().live


def test_what_readers_know_already_is_not_shown_again(section, desk):
    desk.add(section)
    story = ArticlePage.objects.get()
    url = reverse("wagtailadmin_pages:edit", args=[story.pk])
    again = {**form_data(standfirst="New"), "action-publish": "1"}
    assert "/publish/" not in desk.client.post(url, again).url
    assert ArticlePage.objects.get().standfirst == "New"


def test_the_form_shows_what_the_saved_story_lacks(section, desk):
    response = desk.add(section, "draft", standfirst="Why it matters.", follow=True)
    panel = BeautifulSoup(response.content, "lxml").select_one("#story-warnings")
    assert "There is no byline." in panel.text
    assert "There is no standfirst." not in panel.text


def test_the_warnings_keep_up_with_a_story_that_saves_itself(section, desk):
    desk.add(section, "draft")
    url = reverse("wagtailadmin_pages:edit", args=[ArticlePage.objects.get().pk])
    answer = desk.client.post(
        url, form_data(standfirst="New"), headers={"accept": "application/json"}
    )
    assert answer.json()["success"]
    partials = BeautifulSoup(answer.json()["html"], "lxml")
    update = partials.select_one("[data-w-teleport-target-value='#story-warnings']")
    assert "There is no byline." in update.text
    assert "There is no standfirst." not in update.text


def test_autosave_updates_no_warnings_of_other_pages(desk, section):
    url = reverse("wagtailadmin_pages:edit", args=[section.pk])
    page = BeautifulSoup(desk.client.get(url).content, "lxml")
    fields = {i["name"]: i.get("value", "") for i in page.select("#page-edit-form input[name]")}
    fields |= {"title": "News", "slug": "news", "colour": "red", "commenting": "open"}
    answer = desk.client.post(url, fields, headers={"accept": "application/json"}).json()
    assert answer["success"]
    assert "story-warnings" not in answer["html"]


def test_other_pages_are_published_without_a_question(desk, section):
    url = reverse("wagtailadmin_pages:edit", args=[section.pk])
    page = BeautifulSoup(desk.client.get(url).content, "lxml")
    fields = {i["name"]: i.get("value", "") for i in page.select("#page-edit-form input[name]")}
    fields |= {"colour": "red", "commenting": "open"}
    answer = desk.client.post(
        url, {**fields, "title": "News", "slug": "news", "action-publish": "1"}
    )
    assert answer.status_code == 302
    assert "/publish/" not in answer.url


def test_reporters_cannot_publish_by_address(section, desk, client):
    url = first_post(desk, section).url
    client.force_login(UserFactory(group="Reporters"))
    assert "do not have permission" in words(client.post(url, follow=True))
    assert not ArticlePage.objects.get().live


@pytest.mark.parametrize("token", ["", "x", "W10:x:y", "1/2"])
def test_an_address_that_nobody_was_given_publishes_nothing(section, desk, client, token):
    first_post(desk, section)
    assert client.post(f"/admin/stories/publish/{token}/").status_code == 404
    assert not ArticlePage.objects.get().live


def test_an_old_tab_does_not_bring_back_an_old_version(section, desk, client):
    old_tab = first_post(desk, section, standfirst="Old").url
    story = ArticlePage.objects.get()
    desk.edit(story, standfirst="New")
    answer = client.post(old_tab, follow=True)
    assert "changed since" in words(answer)
    assert ArticlePage.objects.get().standfirst == "New"


def test_a_version_that_saved_itself_again_is_another(section, desk, client, editor):
    url = first_post(desk, section, standfirst="Checked").url
    story = ArticlePage.objects.get()
    story.standfirst = "Not checked"
    story.save_revision(user=editor, overwrite_revision=story.latest_revision)
    assert "changed since" in words(client.post(url, follow=True))
    assert not ArticlePage.objects.get().live


def test_a_story_that_somebody_locked_stays_as_it_is(section, desk, client):
    url = first_post(desk, section).url
    locked_by = UserFactory(group="Editors")
    ArticlePage.objects.update(locked=True, locked_by=locked_by, locked_at=timezone.now())
    answer = client.post(url, follow=True)
    assert "is not published" in words(answer)
    assert not ArticlePage.objects.get().live


def test_an_embargo_is_told_of_before_and_after_publishing(section, desk, client):
    response = first_post(desk, section, **whole(published_at="2100-12-24 10:00"))
    told = "Embargoed: readers see nothing before 24 December 2100, 10:00 (UTC)."
    assert told in words(client.get(response.url))
    assert told in words(client.post(response.url, follow=True))


# --- Credits --------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["lead", "body"])
def test_a_photo_without_a_credit_keeps_a_story_from_being_published(section, desk, photo, place):
    where = {"lead_photo": photo.pk} if place == "lead" else {"body": [photo_block(photo)]}
    response = first_post(desk, section, **whole(**where))
    assert response.status_code == 200
    assert NO_CREDIT in response.text
    assert not ArticlePage.objects.exists()


def test_the_error_stands_at_the_photo_of_a_gallery(section, desk, photo):
    credited = PhotoFactory(file__width=60, file__height=40)
    items = [{"photo": p.pk, "caption": "", "credit": ""} for p in (credited, photo)]
    block = ArticlePage._meta.get_field("body").stream_block
    body = block.to_python([{"type": "gallery", "value": {"title": "", "photos": items}}])
    error = body[0].block.credit_error(body[0].value)
    [(position, inner)] = error.block_errors["photos"].block_errors.items()
    assert position == 1
    assert NO_CREDIT in inner.block_errors["credit"].messages[0]


def test_a_credit_in_the_story_is_enough(section, desk, photo):
    fields = whole(lead_photo=photo.pk, lead_credit="Jo Reed", body=[photo_block(photo, "Jo Reed")])
    desk.add(section, **fields)
    assert ArticlePage.objects.get().live


def test_a_credit_in_the_photo_is_enough(section, desk):
    photo = PhotoFactory(credit="Jo Reed", file__width=60, file__height=40)
    desk.add(section, lead_photo=photo.pk, body=[photo_block(photo)])
    assert ArticlePage.objects.get().live


def test_a_draft_may_lack_credits(section, desk, photo):
    response = desk.add(section, "draft", lead_photo=photo.pk, body=[photo_block(photo)])
    assert response.status_code == 302
    assert ArticlePage.objects.count() == 1


def test_a_story_sent_to_an_editor_may_not(section, client, photo):
    client.force_login(UserFactory(group="Reporters"))
    url = reverse("wagtailadmin_pages:add", args=["news", "articlepage", section.pk])
    response = client.post(url, {**form_data(lead_photo=photo.pk), "action-submit": "1"})
    assert response.status_code == 200
    assert NO_CREDIT in response.text


def test_the_newsroom_can_do_without_credits(section, desk, photo):
    Newsroom.objects.create(site=Site.objects.get(), required_to_publish=[])
    desk.add(section, lead_photo=photo.pk, body=[photo_block(photo)])
    assert ArticlePage.objects.get().live


@pytest.fixture
def uncredited_draft(section, desk, photo):
    """A draft with a photo that has no credit."""
    desk.add(section, "draft", lead_photo=photo.pk)
    return ArticlePage.objects.get()


def test_publishing_many_at_once_publishes_none_that_lacks_a_credit(desk, uncredited_draft):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = desk.client.post(f"{url}?next=/admin/&id={uncredited_draft.pk}", follow=True)
    assert not ArticlePage.objects.get().live
    assert "The photo “Pier” has no credit" in words(answer)


def test_publishing_a_section_publishes_no_story_in_it_that_lacks_a_credit(
    desk, section, uncredited_draft
):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    address = f"{url}?next=/admin/&id={section.pk}"
    answer = desk.client.post(address, {"include_descendants": "on"}, follow=True)
    assert not ArticlePage.objects.get().live
    assert "The photo “Pier” has no credit" in words(answer)


def test_the_clock_publishes_no_photo_without_a_credit(desk, uncredited_draft):
    revision = uncredited_draft.latest_revision
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    publish_and_expire_due()
    assert not ArticlePage.objects.get().live


def test_a_story_with_an_unfinished_block_is_not_published_in_bulk(section, desk):
    empty = {"source": "", "title": "", "author": "", "still": "", "caption": ""}
    desk.add(section, "draft", body=[("embed", empty)])
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = desk.client.post(f"{url}?next=/admin/&id={ArticlePage.objects.get().pk}", follow=True)
    assert "is not filled in yet" in words(answer)
    assert not ArticlePage.objects.get().live


def test_a_story_whose_sponsor_nobody_named_is_not_published_in_bulk(section, desk):
    desk.add(section, "draft", label="sponsored")
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = desk.client.post(f"{url}?next=/admin/&id={ArticlePage.objects.get().pk}", follow=True)
    assert "Say who paid" in words(answer)
    assert not ArticlePage.objects.get().live


def test_a_draft_that_lost_a_credit_since_is_not_published_by_address(section, desk, client):
    photo = PhotoFactory(credit="Jo Reed", file__width=60, file__height=40)
    url = first_post(desk, section, lead_photo=photo.pk).url
    Photo.objects.update(credit="")
    assert "has no credit" in words(client.post(url, follow=True))
    assert not ArticlePage.objects.get().live


@pytest.mark.parametrize("credit", ["", "Jo Reed"])
def test_an_approved_story_is_published_with_its_credits_only(uncredited_draft, editor, credit):
    uncredited_draft.lead_credit = credit
    uncredited_draft.save_revision()
    page = Page.objects.get(pk=uncredited_draft.pk).specific
    state = Workflow.objects.get().start(page, editor)
    state.current_task_state.approve(user=editor)
    assert ArticlePage.objects.get().live is bool(credit)


# --- Copies ---------------------------------------------------------------------------


def test_a_copy_in_another_section_loses_nothing(section, desk, photo):
    culture = SectionFactory(title="Culture", slug="culture")
    photo.credit = "Jo Reed"
    photo.save()
    body = [
        {"type": "gone_quiz", "value": {"right": [1]}, "id": "aaaa"},
        {"type": "photo", "value": {"photo": photo.pk, "caption": "c", "credit": ""}, "id": "bbbb"},
    ]
    story = ArticleFactory(
        parent=section, lead_photo=photo, authors=["Mara Lind", "Jonas Berg"], body=json.dumps(body)
    )
    story.topics.add(TopicFactory(name="Harbour"))
    story.save()
    story.save_revision().publish()
    fields = {
        "new_title": "The copy",
        "new_slug": "the-copy",
        "new_parent_page": culture.pk,
        "publish_copies": "on",
    }
    desk.client.post(reverse("wagtailadmin_pages:copy", args=[story.pk]), fields)
    copy = ArticlePage.objects.get(slug="the-copy")
    assert copy.section == culture
    assert [b.author.name for b in copy.bylines.all()] == ["Mara Lind", "Jonas Berg"]
    assert [t.name for t in copy.topics.all()] == ["Harbour"]
    assert list(copy.body.get_prep_value()) == body
    assert copy.lead_photo == photo
    draft = copy.get_latest_revision_as_object()
    assert draft.section == culture
    assert list(draft.body.get_prep_value()) == body
    assert desk.client.get(copy.url).status_code == 200
    assert ArticlePage.objects.get(pk=story.pk).section == section


def buttons(client, story):
    """Return the labels of the buttons that stand beside each other at the foot of a form."""
    page = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content
    return [b.em.text for b in BeautifulSoup(page, "lxml").select(".buttons-beside button")]


def test_publish_stands_beside_save_for_who_may_publish(client, section, editor):
    story = ArticleFactory(parent=section, live=False)
    story.save_revision()
    client.force_login(editor)
    assert buttons(client, story) == ["Save draft", "Publish"]
    client.force_login(UserFactory(group="Reporters"))
    assert buttons(client, story) == []
