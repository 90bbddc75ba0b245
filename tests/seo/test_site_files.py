"""robots.txt, icons, the manifest and security.txt say what the newsroom has set."""

from datetime import datetime, timedelta
from io import BytesIO
from urllib.robotparser import RobotFileParser

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from PIL import Image
from wagtail.models import Site

from news.models import Newsroom
from seo.models import SearchEngines
from seo.robots import ai_names
from tests.factories import PhotoFactory

pytestmark = pytest.mark.django_db


def settle(model, **fields):
    model.objects.update_or_create(site=Site.objects.get(), defaults=fields)


def robots(client, crawlers=None):
    if crawlers:
        settle(SearchEngines, crawlers=crawlers)
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    parser = RobotFileParser()
    parser.parse(response.text.splitlines())
    return parser


GOOGLE, AI = "Googlebot", ["GPTBot", "ClaudeBot", "Google-Extended", "CCBot", "Applebot-Extended"]


@pytest.mark.parametrize(
    ("crawlers", "google", "ai"),
    [(None, True, True), ("open", True, True), ("no_ai", True, False), ("closed", False, False)],
)
def test_robots_txt_lets_in_whom_the_newsroom_chose(client, crawlers, google, ai):
    rules = robots(client, crawlers)
    assert rules.can_fetch(GOOGLE, "/news/ferry/") == google
    assert {rules.can_fetch(name, "/news/ferry/") for name in AI} == {ai}
    assert not rules.can_fetch(GOOGLE, "/admin/")
    sitemaps = ["http://localhost/sitemap.xml", "http://localhost/news-sitemap.xml"]
    assert rules.site_maps() == (sitemaps if google else None)


def test_robots_txt_keeps_crawlers_from_narrowed_searches_alone(client):
    robots(client)
    lines = client.get("/robots.txt").text.splitlines()
    assert "Disallow: /search/?*&" in lines
    assert "Disallow: /search/suggest/" in lines
    assert not [line for line in lines if "fragments" in line or line == "Disallow: /"]


def test_the_names_of_ai_names_are_no_patterns():
    names = ai_names()
    assert len(names) > 50
    assert not [name for name in names if set(name) & set("[]*\\/^$")]
    assert "Googlebot" not in names


def picture(response):
    assert response.status_code == 200
    found = Image.open(BytesIO(response.content))
    found.load()
    return found


def colours(found):
    return {colour for _, colour in found.convert("RGB").getcolors(1_000_000)}


@pytest.mark.parametrize(
    ("address", "size"),
    [("/apple-touch-icon.png", 180), ("/icon-192.png", 192), ("/icon-512.png", 512)],
)
def test_an_icon_is_the_first_letter_on_the_colour(client, address, size):
    settle(SearchEngines, icon_colour="#004488")
    response = client.get(address)
    found = picture(response)
    assert (found.format, found.mode, found.size) == ("PNG", "RGB", (size, size))
    assert response["Content-Type"] == "image/png"
    assert {(0, 0x44, 0x88), (255, 255, 255)} <= colours(found)
    settle(Newsroom, name="Courier")
    assert client.get(address).content != response.content


def test_the_favicon_has_several_sizes(client):
    found = picture(client.get("/favicon.ico"))
    assert found.format == "ICO"
    assert found.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


def test_an_icon_is_drawn_with_the_fonts_of_share_pictures(client):
    settle(Newsroom, name="Łódź Courier")  # the first of them lacks the letter
    assert len(colours(picture(client.get("/icon-192.png")))) > 1


@pytest.mark.parametrize("name", ["潮汐", "…", ""])
def test_a_name_without_a_letter_of_the_fonts_is_a_plain_square(client, name):
    settle(Newsroom, name=name)
    assert len(colours(picture(client.get("/icon-192.png")))) == 1


def test_a_logo_takes_the_place_of_the_letter(client):
    settle(Newsroom, logo=PhotoFactory(file__width=60, file__height=60, file__color="green"))
    found = colours(picture(client.get("/icon-192.png")))
    assert (255, 255, 255) in found
    assert any(g > 100 > max(r, b) for r, g, b in found)


def test_a_logo_that_is_too_wide_or_missing_does_not(client):
    letter = client.get("/icon-192.png").content
    settle(Newsroom, logo=PhotoFactory(file__width=300, file__height=60))
    assert client.get("/icon-192.png").content == letter
    logo = PhotoFactory(file__width=60, file__height=60)
    logo.file.delete(save=False)
    settle(Newsroom, logo=logo)
    assert client.get("/icon-192.png").content == letter


def test_the_manifest_names_the_newsroom_and_icons_that_are_there(client):
    settle(Newsroom, name="Tide & Times", tagline="News of the coast")
    settle(SearchEngines, icon_colour="#004488")
    response = client.get("/site.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    data = response.json()
    assert (data["name"], data["description"]) == ("Tide & Times", "News of the coast")
    assert data["theme_color"] == "#004488"
    for icon in data["icons"]:
        found = picture(client.get(icon["src"]))
        assert icon["sizes"] == "{}x{}".format(*found.size)


def test_a_page_links_to_icons_and_manifest(client, read):
    links = {one["rel"][0]: one["href"] for one in read("/").select("link[rel][href^='/']")}
    for name in ("icon", "apple-touch-icon", "manifest"):
        assert client.get(links[name]).status_code == 200


def test_security_txt_names_the_contact_for_less_than_a_year(client):
    assert client.get("/.well-known/security.txt").status_code == 404
    settle(Newsroom, contact_email="desk@tide.example")
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert fields["Contact"] == "mailto:desk@tide.example"
    assert fields["Canonical"] == "http://localhost/.well-known/security.txt"
    left = datetime.fromisoformat(fields["Expires"]) - timezone.now()
    assert timedelta(days=170) < left < timedelta(days=365)


@pytest.mark.parametrize("colour", ["red", "#12", "#12345g", "#123456\n", "#1234567"])
def test_the_colour_of_the_icon_is_one(colour):
    with pytest.raises(ValidationError, match="A colour like"):
        SearchEngines(site=Site.objects.get(), icon_colour=colour).full_clean()


def test_they_are_cached_and_follow_the_settings(visitor, committed):
    addresses = {
        *("/robots.txt", "/favicon.ico", "/icon-192.png", "/site.webmanifest"),
        "/apple-touch-icon.png",
    }
    visitor.rendered_by_django(*addresses)
    assert visitor.rendered_by_django(*addresses) == set()
    assert Image.open(BytesIO(visitor.get("/favicon.ico").body)).format == "ICO"
    with committed():
        settle(SearchEngines, crawlers="closed")
    assert visitor.rendered_by_django(*addresses) == addresses
    assert visitor.get("/robots.txt").body == b"User-agent: *\nDisallow: /\n"
