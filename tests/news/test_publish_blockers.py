"""What keeps a story from being published, whichever way it is to be published."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from byline.worker.scheduled_publishing import publish_and_expire_due
from news.field_errors import body_error
from news.models import ArticlePage, Newsroom
from news.publish_blockers import NO_BODY_MESSAGE, publish_blockers
from news.rules import Rule
from news.story_warnings import story_warnings
from recyclebin.models import DeletedItem
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    PhotoFactory,
    TopicFactory,
    UserFactory,
)
from tests.news.editing import form_data

pytestmark = pytest.mark.django_db

NO_BODY = str(NO_BODY_MESSAGE)


@pytest.fixture
def photo():
    return PhotoFactory(title="Pier", credit="Jo Reed", description="")


def words(response):
    return " ".join(BeautifulSoup(response.content, "lxml").get_text(" ").split())


def story_of(*blocks):
    """Return a story with a body as it is stored, in memory."""
    items = [{"type": kind, "value": value} for kind, value in blocks]
    field = ArticlePage._meta.get_field("body")
    return field.stream_block.to_python(json.dumps(items) if items else "")


def has_content(*blocks):
    body = story_of(*blocks)
    return body.stream_block.has_content(body)


def require(*rules):
    Newsroom.objects.update_or_create(
        site=Site.objects.get(), defaults={"required_to_publish": list(rules)}
    )


# --- What an empty body is ------------------------------------------------------------


@pytest.mark.parametrize(
    "blocks",
    [
        [],
        [("paragraph", "")],
        [("paragraph", "<p> </p><p>&nbsp;\u200b\u2060</p><p><br/></p>")],
        [("paragraph", "<ul><li><b>\u3164</b></li></ul>")],
        [("heading", "  ")],
        [("quote", {"text": " ", "speaker": "Ines Aldaba"}), ("pull_quote", {"text": ""})],
        [("fact_box", {"title": "", "text": "<p></p>"})],
        [("photo", {"photo": None, "caption": "A pier", "credit": "Jo Reed"})],
        [("gallery", {"title": "", "photos": [{"photo": None}, {"photo": None}]})],
        [("table", {"table": {"data": [["", ""]], "table_header_choice": "row"}, "source": "A"})],
        [("document", {"document": None, "title": "The ruling"})],
        [("embed", {"source": "", "title": "A film"}), ("embed", {"source": "javascript:x"})],
        [("tweet", {"source": "", "text": "", "author": "Jo"})],
        [("related", {"story": None, "headline": "", "url": ""})],
        [("gone_quiz", {"question": "Which?"})],
    ],
)
def test_a_body_is_empty_if_nothing_in_it_would_be_read_or_seen(blocks):
    assert not has_content(*blocks)


@pytest.mark.parametrize(
    "block",
    [
        ("paragraph", "<p>A</p>"),
        ("paragraph", "<p>🦆</p>"),
        ("heading", "Tides"),
        ("quote", {"text": "We heard gulls."}),
        ("fact_box", {"title": "Figures", "text": ""}),
        ("table", {"table": {"data": [["1"]]}, "source": ""}),
        ("embed", {"source": "https://vimeo.com/1", "title": ""}),
        ("tweet", {"source": "https://x.com/a/status/1", "text": ""}),
        ("related", {"story": None, "headline": "Elsewhere", "url": ""}),
    ],
)
def test_a_word_a_film_or_a_link_is_a_body(block):
    assert has_content(("paragraph", ""), block)


def test_a_photo_or_a_gallery_alone_is_a_body(photo):
    assert has_content(("photo", {"photo": photo.pk}))
    assert has_content(("gallery", {"photos": [{"photo": None}, {"photo": photo.pk}]}))


def test_a_link_to_a_story_that_readers_may_not_see_is_no_body(section):
    draft, published = ArticleFactory(parent=section, draft=True), ArticleFactory(parent=section)
    assert not has_content(("related", {"story": draft.pk}))
    assert has_content(("related", {"story": published.pk}))


# --- Every way of publishing -----------------------------------------------------------


@pytest.fixture
def bare(desk, section):
    """A draft with a headline and no text."""
    desk.add(section, "draft", body=[("paragraph", rich_text("<p> </p>"))])
    return ArticlePage.objects.get()


def publish_from_the_form(client, story):
    data = form_data(title=story.title, slug=story.slug, body=())
    url = reverse("wagtailadmin_pages:edit", args=[story.pk])
    return client.post(url, {**data, "action-publish": "1"})


def schedule_from_the_form(client, story):
    data = form_data(title=story.title, slug=story.slug, body=(), go_live_at="2100-01-01 10:00")
    url = reverse("wagtailadmin_pages:edit", args=[story.pk])
    return client.post(url, {**data, "action-publish": "1"})


def publish_many(client, story):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return client.post(f"{url}?next=/admin/&id={story.pk}", follow=True)


@pytest.mark.parametrize(
    "publish",
    [publish_from_the_form, schedule_from_the_form, publish_many],
    ids=lambda f: f.__name__,
)
def test_a_bare_headline_is_not_published_and_the_reason_is_said(client, bare, publish):
    assert NO_BODY in words(publish(client, bare))
    story = ArticlePage.objects.get()
    assert (story.live, story.scheduled_revision) == (False, None)


def test_the_error_of_an_empty_body_stands_at_the_body(client, bare):
    form = publish_from_the_form(client, bare).context["form"]
    assert form.errors["body"].as_data()[0].non_block_errors.as_data()[0].message == NO_BODY


def test_neither_the_clock_nor_an_approval_publishes_a_bare_headline(bare, editor):
    revision = bare.latest_revision
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    publish_and_expire_due()
    assert not ArticlePage.objects.get().live
    Workflow.objects.get().start(bare, editor).current_task_state.approve(user=editor)
    assert not ArticlePage.objects.get().live


def send_back(client, story, **fields):
    """Send a story back to its author, as an editor does in its form."""
    url = reverse("wagtailadmin_pages:edit", args=[story.pk])
    data = form_data(title=story.title, slug=story.slug, body=())
    action = {"action-workflow-action": "true", "workflow-action-name": "reject"}
    extra = {"workflow-action-extra-data": '{"comment": "There is no text."}'}
    return client.post(url, {**data, **action, **extra, **fields})


def test_a_story_that_lacks_something_can_be_sent_back_to_its_author(client, bare, editor):
    state = Workflow.objects.get().start(bare, editor)
    assert send_back(client, bare).status_code == 302
    state.refresh_from_db()
    assert state.status == state.STATUS_NEEDS_CHANGES


def test_what_is_posted_as_sent_back_is_not_published(client, bare, editor):
    Workflow.objects.get().start(bare, editor)
    page = client.get(send_back(client, bare, **{"action-publish": "1"}).url)
    assert NO_BODY in words(page)
    assert not ArticlePage.objects.get().live


@pytest.mark.parametrize("how", ["publish_copies", "alias"])
def test_a_bare_headline_of_old_is_not_copied_to_readers(desk, section, how):
    old = ArticleFactory(parent=section, body=[])
    fields = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": section.pk, how: "on"}
    url = reverse("wagtailadmin_pages:copy", args=[old.pk])
    assert NO_BODY in words(desk.client.post(url, fields, follow=True))
    del fields[how]
    desk.client.post(url, fields)
    assert ArticlePage.objects.filter(live=False).get().title == "Copy"


def test_a_bare_headline_of_old_comes_out_of_the_bin_as_a_draft(desk, section):
    old = ArticleFactory(parent=section, body=[])
    desk.client.post(reverse("wagtailadmin_pages:delete", args=[old.pk]))
    url = f"/admin/bin/{DeletedItem.objects.get().pk}/restore/"
    assert NO_BODY in words(desk.client.get(url))
    assert NO_BODY in words(desk.client.post(url, follow=True))
    assert not ArticlePage.objects.get().live


def test_what_is_live_stays_live_and_its_draft_can_be_saved(desk, client, section):
    old = ArticleFactory(parent=section, body=[])
    assert desk.edit(old, title="Mended", body=()).status_code == 200
    assert client.get(old.url).status_code == 200
    assert desk.edit(old, "draft", title="Mended", body=()).status_code == 302
    old = ArticlePage.objects.get()
    assert (old.live, old.get_latest_revision_as_object().title) == (True, "Mended")


# --- What the newsroom requires --------------------------------------------------------


@pytest.fixture
def everything(photo):
    """The fields of a story, and what becomes of them if one lacks what a rule asks for."""
    photo.description = "A pier in fog"
    photo.save()
    return {
        "standfirst": "Why it matters.",
        "topics": [TopicFactory()],
        "bylines": [{"author": AuthorFactory().pk, "role": ""}],
        "lead_photo": photo.pk,
    }


LACKING = {
    Rule.BYLINE: ({"bylines": []}, "There is no byline."),
    Rule.STANDFIRST: ({"standfirst": " "}, "There is no standfirst."),
    Rule.TOPIC: ({"topics": []}, "There is no topic"),
    Rule.CREDIT: ({}, "A published photo needs a credit"),
    Rule.DESCRIPTION: ({}, "Describe the photo for readers who cannot see it"),
}


@pytest.mark.parametrize("rule", LACKING)
def test_what_the_newsroom_requires_blocks_at_its_field(desk, section, photo, everything, rule):
    require(*Rule)
    fields, message = LACKING[rule]
    if rule in {Rule.CREDIT, Rule.DESCRIPTION}:
        setattr(photo, rule, "")
        photo.save()
    response = desk.add(section, **{**everything, **fields})
    page = BeautifulSoup(response.content, "lxml")
    errors = " ".join(e.get_text() for e in page.select(".error-message, .help-critical"))
    assert message in errors
    assert not ArticlePage.objects.exists()
    require(*(set(Rule) - {rule}))
    desk.add(section, **{**everything, **fields})
    assert ArticlePage.objects.get().live


def test_a_story_that_has_all_that_is_required_is_published(desk, section, everything):
    require(*Rule)
    desk.add(section, **everything)
    assert ArticlePage.objects.get().live


def test_a_draft_may_lack_all_that_is_required(desk, section):
    require(*Rule)
    response = desk.add(section, "draft", body=(), bylines=[{"author": "", "role": ""}])
    assert response.status_code == 302
    assert ArticlePage.objects.exists()


def test_errors_of_photos_and_unread_blocks_stand_at_their_fields(photo):
    photos = [{"photo": PhotoFactory(title="Quay").pk}, {"photo": photo.pk}]
    body = story_of(
        ("gallery", {"photos": photos}),
        ("tweet", {"source": "https://x.com/a/status/1", "text": ""}),
        ("embed", {"source": "https://vimeo.com/1", "title": "", "still": photo.pk}),
    )
    found = body_error(body, set(Rule)).block_errors
    [(position, inner)] = found[0].block_errors["photos"].block_errors.items()
    assert (position, list(inner.block_errors)) == (1, ["photo"])
    assert list(found[1].block_errors) == ["text"]
    assert set(found[2].block_errors) == {"title", "still"}


def test_what_is_required_is_no_warning_and_the_other_way_round(section, photo):
    story = ArticleFactory(parent=section, lead_photo=photo)
    asked = "There is no standfirst."
    require(Rule.STANDFIRST)
    assert asked in publish_blockers(story)
    assert asked not in story_warnings(story)
    require()
    assert publish_blockers(story) == []
    assert asked in story_warnings(story)


def test_who_may_change_the_newsroom_chooses_what_is_required(client, section):
    client.force_login(UserFactory(is_superuser=True))
    site = Site.objects.get()
    url = reverse("wagtailsettings:edit", args=["news", "newsroom", site.pk])
    boxes = BeautifulSoup(client.get(url).content, "lxml").select("[name=required_to_publish]")
    assert {b["value"]: b.has_attr("checked") for b in boxes} == {r: r == "credit" for r in Rule}
    accounts = inline_formset([])
    data = nested_form_data({"name": "Byline", "feed_text": "full", "social_accounts": accounts})
    client.post(url, {**data, "required_to_publish": ["topic", "byline"]})
    assert Newsroom.for_site(site).blocking_rules == {Rule.TOPIC, Rule.BYLINE}
