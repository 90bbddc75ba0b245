"""Share pictures: for whom they are, where, and what of."""

import io
import re

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from PIL import Image

from news.models import Newsroom, SectionPage
from news.share_pictures import COLOURS, INK, PAPER, SharePicture
from tests.byline.starting import REQUIRED, start
from tests.factories import (
    ArticleFactory,
    PhotoFactory,
    SectionFactory,
    StandardPageFactory,
    TopicFactory,
    hidden_stories,
)

pytestmark = pytest.mark.django_db


def meta(page, name):
    tag = page.select_one(f'meta[property="og:{name}"]')
    return tag and tag["content"]


def path_of(page):
    """Return the address of a page's picture on the site."""
    return meta(page, "image").removeprefix("http://localhost")


def opened(content):
    return Image.open(io.BytesIO(content)).convert("RGB")


def test_a_story_without_a_photo_has_a_picture_on_the_colour_of_its_section(client, read):
    section = SectionFactory(colour="blue")
    page = read(ArticleFactory(parent=section, title="Ferry").url)
    assert [meta(page, f"image:{name}") for name in ("width", "height", "alt")] == [
        *("1200", "630", "Ferry")
    ]
    assert page.select_one('meta[name="twitter:card"]')["content"] == "summary_large_image"
    response = client.get(path_of(page))
    assert response["Content-Type"] == "image/png"
    picture = opened(response.content)
    assert picture.size == (1200, 630)
    assert picture.getpixel((5, 5)) == COLOURS["blue"]
    assert picture.getextrema() != opened(plain(section)).getextrema()
    assert len(response.content) < 40_000


def plain(section):
    return SharePicture("story", 1, "", "", "", section.colour).draw()


def test_fronts_authors_topics_and_other_pages_have_a_picture(section, client, read):
    story = ArticleFactory(parent=section, authors=["Mara Lind"], about=[TopicFactory()])
    author, topic = story.bylines.get().author, story.topics.get()
    addresses = ["/", section.url, author.get_absolute_url(), topic.get_absolute_url()]
    addresses += [StandardPageFactory().url]
    paths = [path_of(read(address)) for address in addresses]
    kinds = ["page", "section", "author", "topic", "page"]
    assert [path.split("/")[2] for path in paths] == kinds
    assert len({*paths}) == len(paths)
    for path in paths:
        assert opened(client.get(path).content).size == (1200, 630)


@pytest.mark.parametrize("address", ["/authors/", "/topics/"])
def test_lists_that_are_no_pages_have_the_picture_of_the_front_page(address, section, read):
    ArticleFactory(parent=section, authors=["Mara Lind"], about=[TopicFactory()])
    page = read(address)
    assert path_of(page) == path_of(read("/"))
    assert meta(page, "image:alt") == "Byline"
    assert page.select_one('meta[name="twitter:card"]')["content"] == "summary_large_image"


def test_an_author_with_a_portrait_is_shown_by_it(section, read):
    author = ArticleFactory(parent=section, authors=["Mara Lind"]).bylines.get().author
    author.portrait = PhotoFactory(description="A woman at the quay")
    author.save()
    page = read(author.get_absolute_url())
    assert "/media/" in meta(page, "image")
    assert meta(page, "image:alt") == "A woman at the quay"
    assert page.select_one('meta[name="twitter:card"]')["content"] == "summary"


def test_stories_that_readers_may_not_see_have_no_picture(section, client):
    for hidden in hidden_stories(section):
        address = f"/share-pictures/story/{hidden.pk}/0.png"
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("kind", ["story", "section", "author", "topic", "page", "photo"])
def test_what_is_not_there_has_no_picture(section, client, kind):
    assert client.get(f"/share-pictures/{kind}/4711/0.png").status_code == 404


def test_authors_and_topics_without_a_public_story_have_none(section, client):
    draft = ArticleFactory(parent=section, draft=True, authors=["Mara"], about=[TopicFactory()])
    author, topic = draft.bylines.get().author, draft.topics.get()
    for path in (f"author/{author.pk}", f"topic/{topic.pk}"):
        assert client.get(f"/share-pictures/{path}/0.png").status_code == 404


def test_another_address_comes_with_each_change_and_the_old_one_leads_there(section, client, read):
    story = ArticleFactory(parent=section, title="Ferry")
    paths = [path_of(read(story.url))]

    def changed():
        paths.append(path_of(read(story.url)))

    story.title = "Tram"
    story.save()
    changed()
    section.colour = SectionPage.Colour.TEAL
    section.save()
    changed()
    newsroom = Newsroom.for_site(section.get_site())
    newsroom.name = "The Courier"
    newsroom.save()
    changed()
    assert len({*paths}) == len(paths)
    for old in paths[:-1]:
        assert client.get(old)["Location"] == paths[-1]


def test_a_picture_is_drawn_once_and_gone_with_the_story(
    section, visitor, django_capture_on_commit_callbacks
):
    story = ArticleFactory(parent=section)
    path = path_of(visitor.get(story.url).page)
    assert visitor.get(path).headers["content-type"] == "image/png"
    assert visitor.is_kept(path)
    with django_capture_on_commit_callbacks(execute=True):
        story.unpublish()
    assert visitor.get(path).status == 404


def test_a_picture_is_the_same_each_time():
    picture = SharePicture("story", 1, "Ferry", "News", "Byline", "red")
    assert picture.draw() == picture.draw()


@pytest.mark.parametrize("title", ["", "Тихий паром", "W" * 10_000, "\x00 ]]> <b>", "\ud800"])
def test_any_title_makes_a_picture(title):
    picture = SharePicture("topic", 1, title, title, title)
    assert opened(picture.draw()).size == (1200, 630)
    assert picture.path.endswith(".png")


def test_the_colours_are_those_of_the_styles():
    tokens = (django_settings.PROJECT_ROOT / "static/css/tokens.css").read_text()
    light = dict(re.findall(r"--(\w+): light-dark\(#(\w{6})", tokens))
    ours = {**COLOURS, "paper": PAPER, "ink": INK}
    assert {name: light[name] for name in ours} == {
        name: bytes(colour).hex() for name, colour in ours.items()
    }
    assert {*COLOURS} == {*SectionPage.Colour}


def test_the_preview_of_a_story_that_is_not_public_has_no_picture(section, rf):
    story = ArticleFactory(parent=section, draft=True)
    response = story.make_preview_request(rf.get("/"))
    assert b"og:image" not in response.content


def test_fonts_for_other_scripts_have_to_be_there(tmp_path):
    code = "from byline.settings import base"
    process = start(tmp_path, code, **REQUIRED, SHARE_PICTURE_FONTS="/nowhere/font.ttf")
    assert "SHARE_PICTURE_FONTS: /nowhere/font.ttf is no file." in process.stderr
    assert ImproperlyConfigured.__name__ in process.stderr
