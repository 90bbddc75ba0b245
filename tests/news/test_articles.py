"""A story's section and dates through moves, copies, drafts and publication."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import PageViewRestriction, Revision

from news.models import ArticlePage, Byline
from tests.factories import ArticleFactory, AuthorFactory, SectionFactory
from tests.news.editing import form_data

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def again(story):
    return ArticlePage.objects.get(pk=story.pk)


@pytest.fixture
def known(section, desk):
    """A story that readers know: published at noon, through the editor."""
    with time_machine.travel(NOON, tick=False):
        desk.add(section, slug="known")
    return ArticlePage.objects.get(slug="known")


# --- The section ----------------------------------------------------------------------


def test_a_new_story_is_in_the_section_it_is_written_in(section, desk):
    assert desk.add(section, slug="fresh").status_code == 302
    assert ArticlePage.objects.get(slug="fresh").section == section


def test_a_moved_story_is_in_the_section_it_was_moved_to(section, read):
    story, culture = ArticleFactory(parent=section), SectionFactory(title="Culture")
    story.move(culture, pos="last-child")
    assert again(story).section == culture
    assert story.title in read(culture.url).text
    assert story.title not in read(section.url).select_one("main").text


def test_moving_through_the_admin_changes_the_section(section, client, editor):
    story, culture = ArticleFactory(parent=section), SectionFactory()
    client.force_login(editor)
    url = reverse("wagtailadmin_pages:move_confirm", args=[story.pk, culture.pk])
    assert client.post(url).status_code == 302
    assert again(story).section == culture
    assert again(story).get_parent().pk == culture.pk


def test_a_copy_is_in_the_section_it_was_copied_to(section):
    culture = SectionFactory()
    copy = ArticleFactory(parent=section).copy(to=culture, update_attrs={"slug": "copy"})
    assert again(copy).section == culture


def test_the_first_publication_of_a_copied_draft_keeps_the_new_section(section):
    culture = SectionFactory()
    story = ArticleFactory(parent=section, draft=True)
    story.save_revision()
    copy = story.copy(to=culture, update_attrs={"slug": "copy"})
    copy.get_latest_revision().publish()
    assert again(copy).section == culture


def test_a_section_copied_with_its_stories_holds_the_copies(section):
    ArticleFactory(parent=section)
    copy = section.copy(recursive=True, update_attrs={"slug": "copy", "title": "Copy"})
    assert [story.section_id for story in ArticlePage.objects.child_of(copy)] == [copy.pk]


def test_a_revision_from_before_a_move_does_not_move_the_story_back(section):
    story, culture = ArticleFactory(parent=section), SectionFactory()
    stale = story.save_revision().pk
    again(story).move(culture, pos="last-child")
    Revision.objects.get(pk=stale).publish()
    assert again(story).section == culture
    assert again(story).get_latest_revision_as_object().section == culture


# --- The publication date -------------------------------------------------------------


def test_the_publication_date_is_the_moment_of_the_first_publication(section, desk):
    with time_machine.travel(NOON, tick=False):
        desk.add(section, slug="fresh")
    assert ArticlePage.objects.get(slug="fresh").published_at == NOON


def test_a_draft_has_no_publication_date(section, desk):
    desk.add(section, "draft", slug="fresh")
    story = ArticlePage.objects.get(slug="fresh")
    assert story.published_at is None
    assert not story.live


def test_publishing_again_keeps_the_date_even_where_the_form_leaves_it_empty(known, desk):
    desk.edit(known, published_at="")
    assert again(known).published_at == NOON


def test_an_editor_gives_a_story_the_date_it_had_in_print(section, desk):
    story = ArticleFactory(parent=section)
    desk.edit(story, published_at="1998-07-04 06:30")
    assert again(story).published_at == datetime(1998, 7, 4, 6, 30, tzinfo=UTC)


def test_clearing_a_corrected_date_gives_back_the_first_publication(known, desk):
    desk.edit(known, published_at="1998-07-04 06:30")
    desk.edit(known, published_at="")
    assert again(known).published_at == NOON


def test_a_scheduled_draft_is_published_by_the_scheduler(section, desk, client):
    story = ArticleFactory(parent=section, draft=True, published_at=None)
    with time_machine.travel(NOON - timedelta(days=1), tick=False):
        desk.edit(story, go_live_at="2026-03-01 12:00")
        assert client.get(story.url).status_code == 404
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        call_command("publish_scheduled")
        assert client.get(story.url).status_code == 200
    assert again(story).published_at == NOON + timedelta(minutes=5)


def test_a_story_scheduled_as_it_is_written_is_dated_when_it_goes_live(section, desk):
    with time_machine.travel(NOON - timedelta(days=1), tick=False):
        desk.add(section, slug="soon", go_live_at="2026-03-01 12:00")
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        call_command("publish_scheduled")
    story = ArticlePage.objects.get(slug="soon")
    assert story.live
    assert story.published_at == NOON + timedelta(minutes=5)


# --- The time of the last update ------------------------------------------------------


def test_a_story_published_again_is_not_updated(known, desk):
    desk.edit(known)
    desk.edit(known, standfirst="A typing error less.")
    assert again(known).updated_at is None
    assert not again(known).is_updated


def test_a_change_of_substance_is_dated_when_it_is_published(known, desk):
    with time_machine.travel(NOON + timedelta(hours=3), tick=False):
        desk.edit(known, tick=True)
    assert again(known).updated_at == NOON + timedelta(hours=3)
    assert again(known).is_updated
    assert not again(known).substantial_update


def test_the_next_publication_without_the_tick_keeps_the_time_of_the_update(known, desk):
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        desk.edit(known, tick=True)
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        desk.edit(known)
    assert again(known).updated_at == NOON + timedelta(hours=1)


def test_a_tick_saved_in_a_draft_counts_when_the_draft_is_published(known, desk):
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        desk.edit(known, "draft", tick=True)
    assert again(known).updated_at is None
    assert is_ticked(desk, known)
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        again(known).get_latest_revision().publish()
    assert again(known).updated_at == NOON + timedelta(hours=2)


def test_a_scheduled_update_is_dated_when_it_goes_live(known, desk):
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        desk.edit(known, tick=True, go_live_at="2026-03-01 15:00")
        assert again(known).updated_at is None
    with time_machine.travel(NOON + timedelta(hours=4), tick=False):
        call_command("publish_scheduled")
    assert again(known).updated_at == NOON + timedelta(hours=4)


def test_going_back_to_a_revision_from_before_an_update_keeps_its_time(known, desk):
    before = known.get_latest_revision()
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        desk.edit(known, tick=True, standfirst="As it is.")
    desk.edit(known, standfirst="", revision=str(before.pk))
    assert again(known).standfirst == ""
    assert again(known).updated_at == NOON + timedelta(hours=1)
    before.refresh_from_db()
    before.publish()
    assert again(known).updated_at == NOON + timedelta(hours=1)


def box(desk, url):
    """Return the box of the form at an address, or None where there is none."""
    page = BeautifulSoup(desk.client.get(url).content, "lxml")
    return page.select_one("input[name=substantial_update]")


def edit_url(story):
    return reverse("wagtailadmin_pages:edit", args=[story.pk])


def is_ticked(desk, story):
    return box(desk, edit_url(story)).has_attr("checked")


def test_the_box_is_not_offered_before_the_first_publication(section, desk):
    add_url = reverse("wagtailadmin_pages:add", args=["news", "articlepage", section.pk])
    draft = ArticleFactory(parent=section, draft=True)
    assert box(desk, add_url) is None
    assert box(desk, edit_url(draft)) is None


def test_a_tick_forged_into_the_first_publication_updates_nothing(section, desk):
    desk.add(section, slug="fresh", tick=True)
    story = ArticlePage.objects.get(slug="fresh")
    assert story.updated_at is None
    assert not story.substantial_update


def test_the_box_is_offered_unticked_once_readers_know_the_story(known, desk):
    assert not is_ticked(desk, known)


def test_the_box_is_unticked_when_it_has_done_its_work(known, desk):
    desk.edit(known, tick=True)
    assert again(known).updated_at is not None
    assert not is_ticked(desk, known)


def test_the_box_is_unticked_in_the_form_of_an_old_revision_that_was_published(known, desk):
    desk.edit(known, tick=True)
    ticked = again(known).get_latest_revision()
    desk.edit(known)
    url = reverse("wagtailadmin_pages:revisions_revert", args=[known.pk, ticked.pk])
    assert not box(desk, url).has_attr("checked")


def test_the_box_is_unticked_after_its_update_was_taken_down(known, desk):
    desk.edit(known, tick=True)
    again(known).unpublish()
    assert not is_ticked(desk, known)


def test_publishing_a_ticked_revision_a_second_time_is_no_second_update(known, desk):
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        desk.edit(known, tick=True)
    again(known).unpublish()
    again(known).get_latest_revision().publish()
    assert again(known).updated_at == NOON + timedelta(hours=1)


def test_an_update_is_one_only_after_the_publication_date():
    later = NOON + timedelta(hours=1)
    assert ArticlePage(published_at=NOON, updated_at=later).is_updated
    assert not ArticlePage(published_at=NOON, updated_at=NOON).is_updated
    assert not ArticlePage(published_at=later, updated_at=NOON).is_updated
    assert not ArticlePage(published_at=NOON, updated_at=None).is_updated
    assert not ArticlePage(published_at=None, updated_at=NOON).is_updated


# --- Fields that a revision does not set ----------------------------------------------


def test_a_revision_changes_neither_the_section_nor_the_time_of_the_update(section):
    story = ArticleFactory(parent=section, updated_at=NOON)
    content = story.save_revision().content
    other = SectionFactory()
    content = {**content, "section": other.pk, "updated_at": None, "title": "Another headline"}
    loaded = story.with_content_json(content)
    assert loaded.title == "Another headline"
    assert loaded.section == section
    assert loaded.updated_at == NOON


def test_the_kicker_is_the_label_or_else_the_section(section):
    assert ArticleFactory(parent=section).kicker == "News"
    assert ArticleFactory(parent=section, label="opinion").kicker == "Opinion"


# --- Previews -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["draft", "future", "expired"])
def test_an_editor_previews_a_story_that_readers_cannot_see(section, desk, kind):
    story = ArticleFactory(parent=section, **{kind: True})
    response = desk.preview(story, standfirst="Not for readers yet.")
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "lxml")
    assert page.select_one("h1").text == story.title
    assert page.select_one(".story__standfirst").text == "Not for readers yet."


def test_an_editor_previews_a_story_that_is_not_saved_yet(section, desk):
    url = reverse("wagtailadmin_pages:preview_on_add", args=["news", "articlepage", section.pk])
    kept = desk.client.post(url, form_data(title="Hot off the keyboard"))
    assert kept.json()["is_valid"]
    page = BeautifulSoup(desk.client.get(url).content, "lxml")
    assert page.select_one("h1").text == "Hot off the keyboard"
    assert page.select_one(".kicker__section").text == "News"


def test_an_editor_looks_at_a_saved_draft(section, desk):
    story = ArticleFactory(parent=section, draft=True)
    story.save_revision()
    response = desk.client.get(reverse("wagtailadmin_pages:view_draft", args=[story.pk]))
    assert response.status_code == 200
    assert story.title in response.text


# --- Aliases --------------------------------------------------------------------------


def alias_of(story, section):
    return ArticlePage.objects.get(pk=story.create_alias(parent=section, update_slug="alias").pk)


def test_an_alias_is_in_the_section_it_stands_in_and_stays_there(section):
    story, culture = ArticleFactory(parent=section), SectionFactory()
    alias = alias_of(story, culture)
    assert alias.section == culture
    story.title = "A new headline"
    story.save_revision().publish()
    assert again(alias).title == "A new headline"
    assert again(alias).section == culture


def test_an_alias_of_a_restricted_story_is_in_no_list(section, read, client):
    culture = SectionFactory(title="Culture")
    story = ArticleFactory(parent=section, title="For subscribers", restrict=True)
    alias = alias_of(story, culture)
    assert list(ArticlePage.objects.published()) == []
    for path in ["/", "/recent/", culture.url]:
        assert "For subscribers" not in read(path).text
    assert client.get(alias.url).status_code == 302


def test_an_alias_of_a_story_in_a_restricted_section_is_in_no_list(section):
    story = ArticleFactory(parent=SectionFactory(restrict=True))
    alias_of(story, section)
    assert list(ArticlePage.objects.published()) == []
    PageViewRestriction.objects.all().delete()
    assert ArticlePage.objects.published().count() == 2


def test_a_story_that_an_alias_repeats_is_once_in_the_lists_of_the_whole_paper(section, read):
    culture = SectionFactory(title="Culture", slug="culture")
    story = ArticleFactory(parent=section, title="Ferry sails", authors=["Mara Lind"])
    alias_of(story, culture)
    for address in ("/", "/recent/", "/authors/mara-lind/"):
        assert len(read(address).select(".card")) == 1, address
    for address in (section.url, culture.url):
        assert len(read(address).select(".card")) == 1, address


def test_a_moved_draft_outlives_the_section_it_came_from(section, desk):
    old = SectionFactory()
    story = ArticleFactory(parent=old, draft=True)
    story.save_revision()
    story.move(section, "last-child")
    old.refresh_from_db()
    old.delete()
    address = reverse("wagtailadmin_pages:edit", args=[story.pk])
    assert desk.client.get(address).status_code == 200
    assert again(story).get_latest_revision_as_object().section == section


def test_a_draft_outlives_an_author_whom_only_it_names(section, desk):
    story = ArticleFactory(parent=section, authors=["Mara Lind"])
    gone = AuthorFactory(name="Zed")
    story.bylines.add(Byline(author=gone))
    story.save_revision()
    gone.delete()
    address = reverse("wagtailadmin_pages:edit", args=[story.pk])
    assert desk.client.get(address).status_code == 200
    draft = again(story).get_latest_revision_as_object()
    assert [byline.author.name for byline in draft.bylines.all()] == ["Mara Lind"]
