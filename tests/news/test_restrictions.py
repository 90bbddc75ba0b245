"""The rows that say which pages are restricted."""

from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.serializers import deserialize, serialize
from django.db import OperationalError
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from home.models import HomePage
from news.models import ArticlePage, RestrictedPage, SectionPage
from news.restrictions import PATHS_BATCH_SIZE, mend, page_saved, wrong_pages
from recyclebin.actions import delete, restore
from tests.factories import ArticleFactory, SectionFactory
from tests.failing import once_after, refusing

pytestmark = pytest.mark.django_db


def restrict(page):
    return PageViewRestriction.objects.create(page=page, restriction_type="login")


def move(page, parent):
    Page.objects.get(pk=page.pk).move(Page.objects.get(pk=parent.pk), pos="last-child")


def restricted():
    return set(RestrictedPage.objects.values_list("page", flat=True))


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section)


@pytest.fixture
def elsewhere(db):
    return SectionFactory()


@pytest.fixture
def repeated(story, elsewhere):
    """A story with an alias in another section."""
    return story.create_alias(parent=elsewhere)


def test_a_lifted_restriction_shows_the_section_its_stories_and_their_aliases(
    section, story, repeated
):
    restriction = restrict(section)
    assert restricted() == {section.pk, story.pk, repeated.pk}
    restriction.delete()
    assert restricted() == set()


def test_what_is_restricted_for_two_reasons_stays_so_without_one(section, story, repeated):
    restriction, own = restrict(section), restrict(repeated)
    restriction.delete()
    assert restricted() == {repeated.pk}
    restrict(story)
    own.delete()
    assert restricted() == {story.pk, repeated.pk}


def test_an_alias_in_a_restricted_section_stays_restricted_when_its_source_is_not(
    story, repeated, elsewhere
):
    restriction = restrict(story)
    restrict(elsewhere)
    restriction.delete()
    assert restricted() == {elsewhere.pk, repeated.pk}


def test_a_moved_story_is_as_restricted_as_its_new_section(story, section, elsewhere):
    restrict(elsewhere)
    move(story, elsewhere)
    assert story.pk in restricted()
    move(story, section)
    assert story.pk not in restricted()


def test_a_new_story_is_as_restricted_as_its_section(elsewhere):
    restrict(elsewhere)
    story = ArticleFactory(parent=elsewhere, signals=True)
    assert story.pk in restricted()


def test_an_alias_is_not_restricted_once_it_is_a_story_of_its_own(story, repeated):
    restrict(story)
    repeated.refresh_from_db()
    repeated.alias_of = None
    repeated.save(clean=False)
    assert restricted() == {story.pk}


def test_an_alias_stands_alone_when_its_source_is_deleted(story, repeated):
    restrict(story)
    story.delete()
    assert restricted() == set()


def test_publishing_a_story_that_was_loaded_before_leaves_it_restricted(story):
    loaded = ArticlePage.objects.get(pk=story.pk)
    restrict(story)
    loaded.save_revision().publish()
    assert restricted() == {story.pk}


def test_a_converted_alias_is_not_restricted_with_its_source(story, repeated, client, admin_user):
    restrict(story)
    client.force_login(admin_user)
    client.post(reverse("wagtailadmin_pages:convert_alias", args=[repeated.pk]))
    assert not Page.objects.get(pk=repeated.pk).alias_of_id
    assert restricted() == {story.pk}


def test_a_restricted_story_is_deleted_from_a_restricted_section(section, story, repeated):
    restrict(section)
    restrict(story)
    story.delete()
    assert restricted() == {section.pk}


def test_a_restricted_section_is_deleted_with_all_in_it(section, story, repeated):
    restrict(story)
    restrict(section)
    story.create_alias(update_slug="again")
    Page.objects.get(pk=section.pk).delete()
    assert restricted() == set()


def test_a_restriction_of_the_root_hides_every_page(story, repeated):
    restriction = restrict(Page.get_first_root_node())
    assert restricted() == set(Page.objects.values_list("pk", flat=True))
    restriction.delete()
    assert restricted() == set()


def test_a_moved_section_takes_its_stories_and_their_aliases_along(section, story, repeated):
    home = section.get_parent()
    front = home.add_sibling(instance=HomePage(title="Another front", slug="another"))
    restrict(front)
    move(section, front)
    assert restricted() == {front.pk, section.pk, story.pk, repeated.pk}
    move(section, home)
    assert restricted() == {front.pk}


def test_a_page_moved_below_its_alias_is_not_restricted_by_itself(section):
    elsewhere = HomePage(title="Another front", slug="another")
    section.get_parent().add_sibling(instance=elsewhere)
    restrict(elsewhere)
    source = elsewhere.add_child(instance=HomePage(title="Source", slug="source"))
    alias = source.create_alias(parent=section.get_parent(), update_slug="alias")
    assert restricted() == {elsewhere.pk, source.pk, alias.pk}
    move(source, alias)
    assert restricted() == {elsewhere.pk}


def test_a_story_restored_from_the_bin_is_as_restricted_as_its_section(section, story, admin_user):
    deleted = delete(story, admin_user)
    restrict(section)
    assert restricted() == {section.pk}
    restore(deleted, admin_user)
    assert restricted() == {section.pk, story.pk}


def test_a_copy_of_a_restricted_section_is_restricted_with_all_in_it(
    section, story, client, admin_user
):
    restrict(section)
    client.force_login(admin_user)
    url = reverse("wagtailadmin_pages:copy", args=[section.pk])
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": section.get_parent().pk}
    client.post(url, {**data, "copy_subpages": "on", "publish_copies": "on"})
    copy = SectionPage.objects.get(slug="copy")
    copied = set(copy.get_descendants(inclusive=True).values_list("pk", flat=True))
    assert len(copied) == 2
    assert restricted() == {section.pk, story.pk, *copied}


@pytest.mark.parametrize("name", ["copy", "set_privacy"])
def test_what_fails_half_way_changes_nothing(name, story, elsewhere, client, admin_user):
    restrict(story)
    client.force_login(admin_user)
    page, form = {
        "copy": (story, {"new_title": "A", "new_slug": "a", "new_parent_page": elsewhere.pk}),
        "set_privacy": (elsewhere, {"restriction_type": "login"}),
    }[name]
    before = Page.objects.count(), PageViewRestriction.objects.count()
    rows = tuple(f'INSERT {how}INTO "news_restrictedpage"' for how in ("", "OR IGNORE "))
    with refusing(rows), pytest.raises(OperationalError):
        client.post(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]), form)
    assert (Page.objects.count(), PageViewRestriction.objects.count()) == before


@pytest.mark.parametrize("order", ["section restriction story", "story section restriction"])
def test_a_page_that_is_loaded_from_a_fixture_is_as_restricted_as_its_parent(section, story, order):
    dumped = {
        "section": serialize("json", [Page.objects.get(pk=section.pk), section]),
        "story": serialize("json", [Page.objects.get(pk=story.pk), story]),
        "restriction": serialize("json", [restrict(section)]),
    }
    Page.objects.get(pk=section.pk).delete()
    for name in order.split():
        for loaded in deserialize("json", dumped[name]):
            loaded.save()
    assert restricted() == {section.pk, story.pk}


def test_saving_a_page_costs_one_query_more(story, django_assert_num_queries):
    with django_assert_num_queries(1):
        page_saved(ArticlePage, story, created=False)
    with django_assert_num_queries(0):
        page_saved(ArticlePage, story, created=False, update_fields={"latest_revision"})


def test_more_aliases_than_fit_one_statement(story, elsewhere):
    aliases = [ArticleFactory(parent=elsewhere).pk for _ in range(PATHS_BATCH_SIZE + 1)]
    Page.objects.filter(pk__in=aliases).update(alias_of=story)
    restrict(story)
    assert restricted() == {story.pk, *aliases}


def test_the_command_mends_what_the_check_reports(section, story, elsewhere):
    restrict(section)
    RestrictedPage.objects.filter(page=story.pk).delete()
    RestrictedPage.objects.create(page_id=elsewhere.pk)
    assert "news.E001" in {message.id for message in run_checks(databases=["default"])}
    call_command("check_visibility", stdout=(said := StringIO()))
    assert said.getvalue() == "1 pages hidden, 1 shown again\n"
    assert wrong_pages() == (set(), set())


def test_the_command_leaves_alone_what_another_process_writes_meanwhile(section, story):
    with once_after("SELECT", lambda: restrict(section)):
        assert mend() == (set(), set())
    assert restricted() == {section.pk, story.pk}
