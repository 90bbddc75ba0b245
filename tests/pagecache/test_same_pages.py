"""What is cached of pages is never other than what would be rendered."""

import gzip
import json
from copy import copy
from datetime import timedelta

import brotli
import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail import hooks
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site
from wagtail.rich_text import RichText

from home.models import HomePage
from news.models import (
    ArticlePage,
    Author,
    Byline,
    Newsroom,
    ReadNext,
    SectionPage,
    SocialAccount,
    Topic,
)
from photos.models import Photo, PhotoRendition
from photos.renditions import PHOTO_SHAPES, make_renditions
from photos.tasks import make_pictures
from tests.comments.conversing import add_comment
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    PhotoFactory,
    SectionFactory,
    StandardPageFactory,
    TopicFactory,
)
from tests.pagecache.visiting import Visitor
from tests.search.indexing import index

# Once it is built, every test of this module finds it.
pytestmark = pytest.mark.usefixtures("built")
PAGES = ["/", "/news/", "/sport/", "/recent/", "/popular/", "/news/wall/", "/news/boat/"]
PAGES += [
    "/topics/harbour/",
    "/authors/mara-lind/",
    "/search/?q=wall",
    "/search/?q=the",
    "/nowhere/",
]


@pytest.fixture
def uncached(db, settings):
    """A visitor of a site that caches nothing."""
    settings.PAGE_CACHE_MEGABYTES = 0
    visitor = Visitor()
    yield visitor
    visitor.leave()


@pytest.fixture(scope="module")
def built(module_db):
    """Stories that other pages show: in lists, beside them, under them; words that many have."""
    section = SectionFactory(title="News", slug="news")
    Newsroom.objects.get_or_create(site=Site.objects.get())
    sport = SectionFactory(title="Sport", slug="sport")
    StandardPageFactory(title="About", slug="about")
    mara, harbour = AuthorFactory(name="Mara Lind"), TopicFactory(name="Harbour")
    photo = PhotoFactory(credit="Tomas Berg", file__width=60, file__height=40)
    make_renditions(photo, *PHOTO_SHAPES)
    for slug, parent in [("wall", section), ("boat", section), ("match", sport)]:
        story = ArticleFactory(
            parent=parent, slug=slug, title=f"The {slug}", lead_photo=photo, about=[harbour]
        )
        story.bylines.add(Byline(author=mara))
        story.save()
    wall, boat = (ArticlePage.objects.get(slug=slug) for slug in ("wall", "boat"))
    again = wall.create_alias(parent=sport, update_slug="wall-again")
    with_body(wall, PhotoFactory(title="Nets", credit="Jo Reed", file__width=60, file__height=40))
    ReadNext.objects.create(article=boat, story=again)
    restrict(SectionFactory(title="Members", slug="members").slug)
    index(*ArticlePage.objects.all())
    return module_db


@pytest.fixture
def newspaper(built, db, settings):
    settings.MEDIA_ROOT = built


@pytest.fixture(scope="module")
def known():
    """The pages before a change, and what is cached of them."""
    return {}


@pytest.fixture
def warm(newspaper, known):
    """Have a visitor's site cache all pages and their fragments; return them."""

    def look_or_know(visitor):
        store = visitor.cache.store
        if not known:
            known["pages"] = look(visitor)
            known["entries"] = [copy(entry) for entry in store.entries.values()]
        else:
            for entry in known["entries"]:
                assert store.put(copy(entry), store.changes_seen)
        return known["pages"]

    return look_or_know


@pytest.fixture
def section(newspaper):
    return SectionPage.objects.get(slug="news")


def with_body(story, photo):
    """Give the boat story a body that shows another story, a photo and a document."""
    boat = ArticlePage.objects.get(slug="boat")
    make_renditions(photo, *PHOTO_SHAPES)
    document = Document.objects.create(title="Motion", file=ContentFile(b"%PDF", "motion.pdf"))
    boat.body = [
        ("paragraph", RichText(f'<p>As <a linktype="page" id="{story.pk}">it was</a>.</p>')),
        ("photo", {"photo": photo}),
        ("related", {"story": story}),
        ("document", {"document": document, "title": ""}),
    ]
    boat.save()


def look(visitor):
    return {address: visitor.get(address).body for address in PAGES}


def edit(**fields):
    story = ArticlePage.objects.get(slug="wall")
    for name, value in fields.items():
        setattr(story, name, value)
    story.save_revision().publish()


def save(model, **fields):
    instance = model.objects.first()
    for name, value in fields.items():
        setattr(instance, name, value)
    instance.save()


def restrict(page):
    kind = PageViewRestriction.LOGIN
    PageViewRestriction.objects.create(page=Page.objects.get(slug=page), restriction_type=kind)


def sign(*names):
    story = ArticlePage.objects.get(slug="wall")
    story.bylines = [Byline(author=AuthorFactory(name=name)) for name in names]
    story.save_revision().publish()


def move(story, section):
    parent = SectionPage.objects.get(slug=section)
    ArticlePage.objects.get(slug=story).move(parent, pos="last-child")


# As it is stored.
SILENTLY = json.dumps([{"type": "paragraph", "value": "<p>Not invalidated.</p>"}])


def save_in_body(**fields):
    photo = Photo.objects.get(title="Nets")
    for name, value in fields.items():
        setattr(photo, name, value)
    photo.save()


def rewrite():
    boat = ArticlePage.objects.get(slug="boat")
    boat.body = [("paragraph", RichText("<p>It sank.</p>"))]
    boat.save_revision().publish()


def close_documents():
    kind = CollectionViewRestriction.LOGIN
    root = Collection.get_first_root_node()
    CollectionViewRestriction.objects.create(collection=root, restriction_type=kind)


CHANGES = {
    "headline": lambda: edit(title="The wall again"),
    "standfirst": lambda: edit(standfirst="It stands."),
    "label": lambda: edit(label="opinion"),
    "photo": lambda: edit(lead_photo=None),
    "topics": lambda: edit(topics=[TopicFactory(name="Docks")]),
    "date": lambda: edit(published_at=timezone.now() - timedelta(days=400)),
    "embargo": lambda: edit(published_at=timezone.now() + timedelta(days=1)),
    "address": lambda: edit(slug="dyke"),
    "bylines": lambda: sign("Jo Reed", "Ann Lee"),
    "moved": lambda: move("boat", "sport"),
    "moved to where few may read": lambda: move("wall", "members"),
    "unpublished": lambda: ArticlePage.objects.get(slug="wall").unpublish(),
    "deleted": lambda: ArticlePage.objects.get(slug="wall").delete(),
    "restricted": lambda: restrict("wall"),
    "section restricted": lambda: restrict("sport"),
    "author": lambda: save(Author, name="Mara Lund"),
    "topic": lambda: save(Topic, name="The harbour"),
    "credit": lambda: save(Photo, credit="Jo Reed"),
    "focal point": lambda: save(
        Photo, focal_point_x=50, focal_point_y=30, focal_point_width=5, focal_point_height=5
    ),
    "section": lambda: save(SectionPage, title="The news", colour="teal"),
    "section gone": lambda: SectionPage.objects.get(slug="sport").unpublish(),
    "newsroom": lambda: save(Newsroom, name="The Courier"),
    "logo": lambda: save(Newsroom, logo=PhotoFactory(file__width=60, file__height=40)),
    "account": lambda: save(
        Newsroom, social_accounts=[SocialAccount(name="X", url="https://x.com")]
    ),
    "front": lambda: save(HomePage, seo_title="Today"),
    "body": rewrite,
    "credit in a body": lambda: save_in_body(credit="Ann Lee"),
    "photo of a body deleted": lambda: Photo.objects.get(title="Nets").delete(),
    "document": lambda: save(Document, title="The motion"),
    "documents closed": close_documents,
    "comment": lambda: add_comment(ArticlePage.objects.get(slug="boat")),
}


def test_pages_look_the_same_as_where_nothing_is_cached(visitor, uncached, newspaper):
    assert look(visitor) == look(uncached)


@pytest.mark.parametrize("change", CHANGES)
def test_pages_look_as_if_nothing_had_been_cached(visitor, uncached, committed, warm, change):
    before = warm(visitor)
    with committed():
        CHANGES[change]()
    after = look(visitor)
    assert after == look(uncached)
    assert after != before


def test_files_of_a_photo_are_shown_as_soon_as_they_are_made(
    visitor, uncached, newspaper, committed
):
    PhotoRendition.objects.filter(filter_spec__contains="avif").delete()
    assert b"image/avif" not in look(visitor)["/news/"]
    with committed():
        make_pictures.call(
            [(Photo.objects.get(credit="Tomas Berg").pk, shape) for shape in PHOTO_SHAPES]
        )
    after = look(visitor)
    assert after == look(uncached)
    assert b"image/avif" in after["/news/"]


def test_a_page_under_way_leaves_nothing_old_behind(visitor, newspaper, committed):
    save(Newsroom, name="The Herald")
    look(visitor)
    visitor.cache.invalidate(frozenset({"list:stories"}))

    def meanwhile(page, *_args):
        if page.slug == "recent":
            with committed():
                save(Newsroom, name="The Courier")
            visitor.get("/news/")

    with hooks.register_temporarily("before_serve_page", meanwhile):
        visitor.get("/recent/")
    for address in PAGES:
        assert b"The Herald" not in visitor.get(address).body


def test_pages_need_no_site(visitor, newspaper):
    Site.objects.update(is_default_site=False, hostname="elsewhere.example")
    assert visitor.get("/nowhere/").status == 404
    assert visitor.get("/topics/harbour/").status == 200


def test_what_ends_by_the_clock_is_over_in_time(visitor, uncached, newspaper, time_machine):
    soon = timezone.now() + timedelta(minutes=5)
    ArticlePage.objects.filter(slug="wall").update(expire_at=soon)
    waiting = ArticlePage.objects.filter(slug="boat")
    waiting.update(published_at=soon)
    shown = look(visitor)
    assert b"The wall" in shown["/recent/"]
    assert b"The boat" not in shown["/recent/"]
    time_machine.move_to(soon + timedelta(seconds=1))
    shown = look(visitor)
    assert shown == look(uncached)
    assert b"The wall" not in shown["/recent/"]
    assert b"The boat" in shown["/recent/"]


def test_what_has_been_indexed_is_found_at_once(visitor, newspaper, section, committed):
    gate = ArticleFactory(parent=section, title="The gate")
    assert b" gate</a>" not in visitor.get("/search/?q=the").body
    with committed():
        index(gate)
    assert b" gate</a>" in visitor.get("/search/?q=the").body


@pytest.mark.parametrize(
    ("encoding", "read"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_a_page_that_is_not_cached_is_compressed(uncached, newspaper, encoding, read):
    answer = uncached.get("/recent/", accept_encoding=encoding)
    assert answer.headers["content-encoding"] == encoding
    assert read(answer.body) == uncached.get("/recent/").body


def test_who_is_signed_in_gets_nothing_that_is_cached(visitor, newspaper, editor, client):
    look(visitor)
    ArticlePage.objects.filter(slug="wall").update(title="Not invalidated")
    assert "Not invalidated" not in visitor.get("/recent/").body.decode()
    client.force_login(editor)
    assert "Not invalidated" in client.get("/recent/").content.decode()
