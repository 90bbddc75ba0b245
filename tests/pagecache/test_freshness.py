"""A change makes the pages that show it fresh, and leaves the others kept."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.rich_text import RichText

from comments.cache_invalidation import comments_changed
from comments.models import CommentSettings, ReaderComment, State
from comments.moderation import set_state
from comments.posting import edit
from home.models import BreakingNews, FrontPlacement, HomePage, StandardPage
from importers.saved_pages.story import read_story
from importers.story_importer import StoryImporter
from news.models import (
    ArticlePage,
    Byline,
    Newsroom,
    SectionPage,
    SectionPlacement,
    SocialAccount,
)
from photos.tasks import make_pictures, remake_files
from readership.desk.popular_choice import save_choice
from readership.models import PopularChoice
from tests.comments.conversing import add_comment, submission
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    PhotoFactory,
    SectionFactory,
    StandardPageFactory,
    TopicFactory,
)
from tests.importers.pages import saved_page

# Once it is built, every test of this module finds it.
pytestmark = pytest.mark.usefixtures("built")
FRONT, NEWS, SPORT, ABOUT = "/", "/news/", "/sport/", "/about/"
WALL, BOAT, MATCH = "/news/wall/", "/news/boat/", "/sport/match/"
RECENT, POPULAR, AUTHORS, AUTHOR, TOPIC = (
    "/recent/",
    "/popular/",
    "/authors/",
    "/authors/mara-lind/",
    "/topics/harbour/",
)
ALL = {FRONT, NEWS, SPORT, ABOUT, WALL, BOAT, MATCH, RECENT, POPULAR, AUTHORS, AUTHOR, TOPIC}
STORIES = {WALL, BOAT, MATCH}


@pytest.fixture(scope="module")
def built(module_db):
    """A small newspaper."""
    section = SectionFactory(title="News", slug="news")
    sport = SectionFactory(title="Sport", slug="sport")
    StandardPageFactory(title="About", slug="about")
    mara, harbour = AuthorFactory(name="Mara Lind"), TopicFactory(name="Harbour")
    wall = ArticleFactory(
        parent=section, slug="wall", title="The wall", lead_photo=PhotoFactory(), about=[harbour]
    )
    wall.bylines.add(Byline(author=mara))
    wall.save()
    for number in range(8):
        ArticleFactory(parent=section, slug=f"between-{number}")
    ArticleFactory(parent=section, slug="boat", title="A boat")
    ArticleFactory(parent=sport, slug="match", title="A match")
    return module_db


@pytest.fixture
def pages(built, visitor, settings):
    """The newspaper, every page of which is kept."""
    settings.MEDIA_ROOT = built
    for _ in range(2):
        assert {visitor.get(address).status for address in ALL} == {200}
    assert not visitor.rendered_by_django(*ALL)
    visitor.rendered.clear()
    return visitor


@pytest.fixture
def section(built, db):
    return SectionPage.objects.get(slug="news")


def story(slug="wall"):
    return ArticlePage.objects.get(slug=slug)


def renewed(visitor, committed, change):
    """Return the pages that are rendered again after a change, or joined with other fragments."""
    before = visitor.bodies(*ALL)
    with committed():
        change()
    for address in ALL:
        visitor.get(address)
    after = visitor.bodies(*ALL)
    return {address for address in ALL if after[address] is not before[address]}


def edited(**fields):
    def change():
        page = story()
        for name, value in fields.items():
            setattr(page, name, value)
        page.save_revision().publish()

    return change


def test_another_headline_is_seen_where_the_story_is_shown_and_nowhere_else(pages, committed):
    changed = renewed(pages, committed, edited(title="The wall again"))
    assert "The wall again" in str(pages.get(WALL).page.h1)
    assert {FRONT, NEWS, WALL, RECENT, AUTHOR, TOPIC} <= changed
    assert not {SPORT, ABOUT, AUTHORS} & changed
    assert not pages.rendered_by_django(*ALL)


def test_a_draft_changes_no_page(pages, committed):
    def change():
        page = story()
        page.title = "Not yet"
        page.save_revision()

    assert renewed(pages, committed, change) == set()


def test_a_new_story_is_seen_in_every_list_it_belongs_to(pages, committed):
    section = story().get_parent()
    changed = renewed(
        pages, committed, lambda: ArticleFactory(parent=section, title="Brand new", signals=True)
    )
    assert {FRONT, NEWS, RECENT, *STORIES} <= changed
    assert not {SPORT, ABOUT} & changed
    assert not STORIES & {*pages.rendered}
    for address in (FRONT, NEWS, RECENT, MATCH):
        assert "Brand new" in pages.get(address).body.decode()


@pytest.mark.parametrize(
    "change",
    [
        lambda: story().unpublish(),
        lambda: Page.objects.get(slug="wall").unpublish(),
        lambda: story().get_parent().unpublish(),
        lambda: Page.objects.get(slug="news").unpublish(),
        lambda: story().delete(),
        lambda: PageViewRestriction.objects.create(page=story(), restriction_type="login"),
        lambda: PageViewRestriction.objects.create(
            page=story().get_parent(), restriction_type="login"
        ),
        edited(expire_at=timezone.now() - timedelta(hours=1)),
        edited(published_at=timezone.now() + timedelta(days=1)),
    ],
    ids=[
        "unpublish",
        "unpublish as one of many",
        "unpublish section",
        "unpublish section as one of many",
        "delete",
        "restrict",
        "restrict section",
        "expire",
        "embargo",
    ],
)
def test_what_is_hidden_is_on_no_page_from_then_on(pages, committed, change):
    with committed():
        change()
    for address in ALL:
        assert "The wall" not in pages.get(address).page.get_text()


def test_what_is_for_everybody_again_is_back(pages, committed):
    with committed():
        restriction = PageViewRestriction.objects.create(page=story(), restriction_type="login")
    assert "The wall" not in pages.get(RECENT).body.decode()
    with committed():
        restriction.delete()
    assert "The wall" in pages.get(RECENT).body.decode()


def test_an_alias_is_taken_down_with_its_source_where_it_is_related_coverage(pages, committed):
    alias = story().create_alias(parent=story("match").get_parent(), update_slug="again")
    boat = story("boat")
    boat.body = [
        ("related", {"story": alias}),
        ("paragraph", RichText(f'<p>As <a linktype="page" id="{alias.pk}">it was</a>.</p>')),
    ]
    with committed():
        boat.save()
    assert "/sport/again/" in pages.get(BOAT).body.decode()
    with committed():
        story().unpublish()
    assert "/sport/again/" not in pages.get(BOAT).body.decode()


def test_an_alias_is_linked_nowhere_once_its_source_is_in_a_restricted_section(pages, committed):
    alias = story().create_alias(parent=story("match").get_parent(), update_slug="again")
    about, restricted = StandardPage.objects.get(slug="about"), SectionFactory(restrict=True)
    about.body = [
        ("paragraph", RichText(f'<p>As <a linktype="page" id="{alias.pk}">told</a>.</p>'))
    ]
    with committed():
        about.save()
    assert alias.url in pages.get(ABOUT).body.decode()
    with committed():
        story().move(restricted, pos="last-child")
    assert alias.url not in pages.get(ABOUT).body.decode()


def test_a_section_that_is_taken_down_as_one_of_many_is_in_no_menu(pages, committed):
    renewed(pages, committed, lambda: Page.objects.get(slug="sport").unpublish())
    for address in (FRONT, ABOUT, WALL):
        assert f'href="{SPORT}"' not in pages.get(address).body.decode()


def test_a_story_moved_to_another_section_is_found_there(pages, committed):
    sport = story("match").get_parent()
    with committed():
        story().move(sport, pos="last-child")
    assert "The wall" in pages.get(SPORT).body.decode()
    assert "The wall" not in pages.get(NEWS).page.main.get_text()
    assert pages.get(WALL).status != 200
    assert pages.get("/sport/wall/").status == 200


def test_another_address_of_a_section_is_linked_everywhere(pages, committed):
    def change():
        section = story().get_parent().specific
        section.slug = "home-news"
        section.save()

    with committed():
        change()
    assert pages.get(WALL).headers["location"] == "/home-news/wall/"
    for address in (FRONT, SPORT, RECENT, ABOUT, POPULAR):
        assert 'href="/news/' not in pages.get(address).body.decode()


def test_an_author_put_over_a_story_has_a_page_that_lists_it(pages, committed):
    def change():
        page = story("boat")
        page.bylines.add(Byline(author=AuthorFactory(name="Jo Berg")))
        page.save_revision().publish()

    with committed():
        change()
    assert "Jo Berg" in pages.get(AUTHORS).body.decode()
    assert "A boat" in pages.get("/authors/jo-berg/").body.decode()


@pytest.mark.parametrize(
    ("name", "model", "where"),
    [
        ("author", "news.Author", {WALL, NEWS, AUTHOR, AUTHORS, RECENT}),
        ("topic", "news.Topic", {WALL, TOPIC}),
        ("photo", "photos.Photo", {WALL}),
    ],
)
def test_what_a_story_names_is_seen_with_it(pages, committed, name, model, where):
    def change():
        found = apps.get_model(model).objects.get()
        for field in ("name", "credit"):
            if hasattr(found, field):
                setattr(found, field, "Somebody else")
        found.save()

    changed = renewed(pages, committed, change)
    assert where <= changed
    assert not {MATCH, ABOUT, SPORT} & (changed if name == "topic" else set())
    for address in where:
        assert "Somebody else" in pages.get(address).body.decode()


@pytest.mark.parametrize("model", ["news.Topic", "photos.Photo"])
def test_what_a_story_names_no_more_since_it_was_deleted(pages, committed, model):
    changed = renewed(pages, committed, lambda: apps.get_model(model).objects.get().delete())
    assert WALL in changed
    assert not {MATCH, ABOUT, SPORT} & changed


def test_the_files_of_a_photo_are_shown_once_they_are_made(pages, committed):
    photo = story().lead_photo
    assert WALL in renewed(pages, committed, lambda: make_pictures.call([(photo.pk, "lead")]))
    assert WALL in renewed(pages, committed, lambda: remake_files.call(photo.pk, []))


def test_what_the_newsroom_says_of_itself_is_on_every_page(pages, committed):
    def rename():
        newsroom = Newsroom.for_site(Site.objects.get())
        newsroom.name = "The Mirror"
        newsroom.save()

    assert renewed(pages, committed, rename) == ALL
    assert "The Mirror" in pages.get(WALL).body.decode()

    def join():
        newsroom = Newsroom.for_site(Site.objects.get())
        SocialAccount.objects.create(newsroom=newsroom, name="Nest", url="https://nest.example/")

    assert renewed(pages, committed, join) == ALL
    assert renewed(pages, committed, lambda: SocialAccount.objects.get().delete()) == ALL


def test_another_address_of_the_site_is_on_every_page(pages, committed):
    def change():
        site = Site.objects.get()
        site.hostname = "courier.example"
        site.save()

    assert renewed(pages, committed, change) == ALL


@pytest.mark.parametrize(
    "change",
    [
        lambda: SectionFactory(title="Weather", signals=True),
        lambda: Page.objects.get(slug="sport").move(Page.objects.get(slug="news"), pos="left"),
        lambda: StandardPageFactory(title="Imprint", signals=True),
        lambda: Page.objects.get(slug="about").delete(),
    ],
    ids=["new section", "other order of sections", "new page beside them", "deleted page"],
)
def test_a_change_of_the_menus_and_of_the_foot_is_seen_on_every_page(pages, committed, change):
    assert renewed(pages, committed, change) == ALL


def test_no_story_is_rendered_for_a_change_of_the_menus(pages, committed):
    renewed(pages, committed, lambda: SectionFactory(title="Weather", signals=True))
    assert "Weather" in str(pages.get(WALL).page.header)
    assert not STORIES & {*pages.rendered}


def test_the_banner_of_breaking_news_stands_above_every_page_and_ends(pages, committed):
    def announce():
        banner, _ = BreakingNews.objects.get_or_create(site=Site.objects.get())
        banner.text, banner.until = "Water rises", timezone.now() + timedelta(hours=1)
        banner.save()

    assert renewed(pages, committed, announce) == ALL
    assert {*pages.rendered} == {FRONT}
    assert "Water rises" in pages.get(ABOUT).body.decode()

    def end():
        banner = BreakingNews.objects.get()
        banner.until = timezone.now()
        banner.save(update_fields=["until"])

    assert renewed(pages, committed, end) == ALL


def test_what_editors_place_changes_the_front_it_is_placed_on_alone(pages, committed):
    def place():
        front = HomePage.objects.get()
        front.placements.add(FrontPlacement(story=story("boat"), slot="lead"))
        front.save_revision().publish()

    assert renewed(pages, committed, place) == {FRONT}

    def place_in_section():
        section = story().get_parent().specific
        section.placements.add(SectionPlacement(story=story("boat"), slot="lead"))
        section.save_revision().publish()

    assert renewed(pages, committed, place_in_section) == {NEWS}


def test_what_is_pinned_to_the_popular_stories_is_seen_where_they_are(pages, committed, editor):
    def pin():
        save_choice(story("match"), PopularChoice.ChoiceKind.PINNED, None, editor)

    changed = renewed(pages, committed, pin)
    assert not STORIES & {*pages.rendered}
    assert {FRONT, POPULAR, WALL, BOAT} <= changed
    assert ABOUT not in changed


def test_a_comment_is_seen_under_its_story_alone(pages, committed):
    assert renewed(pages, committed, lambda: add_comment(story())) == {WALL}
    assert not pages.rendered


def test_a_comment_that_waits_changes_nothing_until_it_is_approved(pages, committed, editor):
    with committed():
        comment = add_comment(story())
        set_state([comment], State.PENDING, editor)
    pages.rendered_by_django(*ALL)
    approve = renewed(pages, committed, lambda: set_state([comment], State.APPROVED, editor))
    assert approve == {WALL}
    assert renewed(pages, committed, lambda: set_state([comment], State.REMOVED, editor)) == {WALL}


def test_a_comment_that_refers_to_another_story_s_changes_both(pages, committed):
    with committed():
        other = add_comment(story("boat"))
    pages.rendered_by_django(*ALL)
    changed = renewed(
        pages, committed, lambda: add_comment(story(), text=f">>{other.pk} Quite so.")
    )
    assert changed == {WALL, BOAT}
    reject = renewed(pages, committed, lambda: set_state([other], State.REJECTED, None))
    assert reject == {WALL, BOAT}


def test_a_comment_that_is_changed_is_seen_where_it_referred_to_and_where_it_does_now(
    pages, committed
):
    with committed():
        before, now = add_comment(story("boat")), add_comment(story("match"))
        comment = add_comment(story(), text=f">>{before.pk} Quite so.")
    pages.rendered_by_django(*ALL)
    changed_to = submission(story(), text=f">>{now.pk} Quite so.", edited=comment)
    assert renewed(pages, committed, lambda: edit(comment, changed_to)) == {WALL, BOAT, MATCH}


def test_comments_that_are_imported_later_are_seen_under_the_story(visitor, committed):
    store = StoryImporter("News")
    store.import_story(read_story(saved_page()))
    address = ArticlePage.objects.latest("pk").url
    visitor.get(address)
    assert visitor.is_kept(address)
    with committed():
        store.import_story(
            read_story(saved_page(end="Ada No. 7 2019-12-01 : 08:15\n\nWell said.\n"))
        )
    assert "Well said." in visitor.get(address).body.decode()


def test_who_may_comment_is_seen_under_stories(pages, committed):
    def close():
        settings = CommentSettings.for_site(Site.objects.get())
        settings.close_after_days = 1
        settings.save()

    assert renewed(pages, committed, close) >= STORIES


def test_what_is_undone_changes_nothing(pages, committed):
    with committed(), transaction.atomic():
        story().unpublish()
        transaction.set_rollback(True)
    assert not pages.rendered_by_django(*ALL)


def test_comments_of_many_stories_are_told_of_in_one_query(
    section, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    comments = [add_comment(ArticleFactory(parent=section)) for _ in range(5)]
    with django_assert_max_num_queries(1):
        comments_changed(comments)
    assert ReaderComment.objects.count() == 5
