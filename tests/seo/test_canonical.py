"""Every page for readers has one address, and says what search engines may show of it."""

import pytest
from wagtail.contrib.redirects.models import Redirect

from news.models import ArticlePage
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory, SectionFactory, StandardPageFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(section):
    about = [TopicFactory(slug="sea")]
    return ArticleFactory(parent=section, slug="ferry", authors=["Mara Lind"], about=about)


PAGES = [
    *("/", "/news/", "/news/ferry/", "/recent/", "/about-us/"),
    *("/authors/", "/authors/mara-lind/", "/topics/", "/topics/sea/"),
]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_names_its_address_and_lets_large_pictures_be_shown(read, story, address):
    StandardPageFactory(slug="about-us")
    page = read(f"{address}?utm_source=letter")
    links = [link["href"] for link in page.select("link[rel=canonical]")]
    assert links == [f"http://localhost{address}"]
    robots = [meta["content"] for meta in page.select("meta[name=robots]")]
    assert robots == ["max-image-preview:large"]


def test_an_alias_names_the_address_of_its_source(read, story):
    alias = story.create_alias(parent=SectionFactory(slug="sport"))
    page = read(alias.get_absolute_url())
    assert page.select_one("link[rel=canonical]")["href"] == "http://localhost/news/ferry/"


def test_the_pages_of_a_list_name_themselves(read, section):
    for _ in range(21):
        ArticleFactory(parent=section)
    page = read("/news/?page=2")
    assert page.select_one("link[rel=canonical]")["href"] == "http://localhost/news/?page=2"
    assert page.select_one("meta[name=robots]")["content"] == "max-image-preview:large"


def test_what_is_no_result_itself_is_not_to_be_found(read, client, story, editor):
    number = add_comment(story, "Well.").pk
    for address in ("/search/", "/search/?q=ferry", f"/comments/{number}/"):
        page = read(address)
        assert [meta["content"] for meta in page.select("meta[name=robots]")] == ["noindex"]
    client.force_login(editor)
    preview = read(f"/admin/pages/{story.pk}/view_draft/")
    assert preview.select_one("meta[name=robots]")["content"] == "noindex"


def publish(story, committed, **fields):
    story = ArticlePage.objects.get(pk=story.pk)
    for name, value in fields.items():
        setattr(story, name, value)
    with committed():
        story.save_revision().publish()


def test_redirects_through_renames_and_moves_lead_to_the_page_at_once(
    client, section, django_capture_on_commit_callbacks
):
    def committed():
        return django_capture_on_commit_callbacks(execute=True)

    story = ArticleFactory(parent=section, slug="one", signals=True)
    publish(story, committed, slug="two")
    publish(story, committed, slug="three")
    with committed():
        ArticlePage.objects.get(pk=story.pk).move(SectionFactory(slug="sport"), pos="last-child")
    publish(story, committed, slug="four")
    section.slug = "local"
    with committed():
        section.save()
    for address in ("/news/one/", "/news/two/", "/news/three/", "/sport/three/"):
        response = client.get(address)
        assert (response.status_code, response.url) == (301, "/sport/four/")
    assert client.get("/news/").url == "/local/"
    publish(story, committed, slug="three")
    assert client.get("/sport/three/").status_code == 200
    assert client.get("/sport/four/").url == "/sport/three/"
    assert not Redirect.objects.filter(redirect_page=None).exists()


@pytest.mark.parametrize(
    "address", ["/", "/news/", "/recent/", "/authors/mara-lind/", "/topics/sea/"]
)
def test_a_list_links_to_a_story_by_its_headline(read, story, address):
    links = read(address).select(f'main a[href="{story.get_absolute_url()}"]')
    heading = read(story.get_absolute_url()).h1.get_text(strip=True)
    assert heading in {link.get_text(strip=True) for link in links}
