"""Standard pages."""

import json
from pathlib import Path

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from home.models import HomePage, StandardPage
from news.models import Newsroom, SocialAccount
from tests.factories import ArticleFactory, PhotoFactory, StandardPageFactory

pytestmark = pytest.mark.django_db

GONE = {"type": "gone_poll", "value": {"question": "Ferry or bridge?"}, "id": "bbbb"}
KNOWN = {"type": "paragraph", "value": "<p>Known.</p>", "id": "aaaa"}


def form_data(body, **fields):
    data = {"title": "About us", "slug": "about", "introduction": "", "body": body}
    data |= {"comments": inline_formset([]), "action-publish": "1", **fields}
    return nested_form_data(data)


def test_a_standard_page_has_an_introduction_and_the_blocks_of_a_story(read):
    StandardPageFactory(
        title="About us",
        slug="about",
        introduction="Who we are.",
        body=[("paragraph", "<p>We are many.</p>"), ("quote", {"text": "Read us"})],
    )
    page = read("/about/")
    assert page.h1.text == "About us"
    assert page.select_one(".story__standfirst").text == "Who we are."
    body = page.select_one(".story__body")
    assert "We are many." in body.text
    assert body.select_one(".quote")
    assert page.select_one("meta[name=description]")["content"] == "Who we are."


def test_an_editor_makes_a_standard_page(client, editor):
    client.force_login(editor)
    home = HomePage.objects.get()
    url = reverse("wagtailadmin_pages:add", args=["home", "standardpage", home.pk])
    empty = dict.fromkeys(["speaker", "role", "source", "source_url"], "")
    body = streamfield([("quote", {"text": "Read us", **empty})])
    assert client.post(url, form_data(body)).status_code == 302
    assert client.get("/about/").status_code == 200


def test_a_block_without_its_plugin_is_kept_when_the_page_is_edited(client, editor):
    page = StandardPageFactory(slug="about", body=json.dumps([KNOWN, GONE]))
    client.force_login(editor)
    body = streamfield([("unknown", "whatever the form says")])
    body["0"]["id"] = "bbbb"
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.post(url, form_data(body)).status_code == 302
    assert StandardPage.objects.get().body.get_prep_value() == [GONE]
    body["0"]["id"] = "forged"
    assert client.post(url, form_data(body)).status_code == 200
    assert StandardPage.objects.get().body.get_prep_value() == [GONE]


def test_standard_pages_stand_in_the_footer_and_the_menu_in_their_order(section, read):
    for title in ["Privacy", "About us"]:
        StandardPageFactory(title=title)
    page = read("/")
    for part in (".footer", ".menu"):
        links = [link.text for link in page.select(f"{part} a") if link.text != "RSS feeds"]
        assert links[-2:] == ["Privacy", "About us"]
        assert links[:4] == ["News", "Recent stories", "Popular stories", "Topics"]


def test_pages_that_readers_may_not_see_are_not_linked(section, read):
    StandardPageFactory(title="Hidden draft", live=False)
    restricted = StandardPageFactory(title="Hidden restricted")
    PageViewRestriction.objects.create(page=restricted, restriction_type="login")
    for address in ["/", ArticleFactory(parent=section).url, "/authors/"]:
        assert "Hidden" not in read(address).text


def test_the_footer_says_what_the_newsroom_says_of_itself(section, read):
    newsroom = Newsroom.for_site(Site.objects.get())
    newsroom.publisher, newsroom.footer = "Courier Press", "Since 1871."
    newsroom.contact_email = "desk@courier.example"
    newsroom.social_accounts = [SocialAccount(name="Mastodon", url="https://m.example/@courier")]
    newsroom.save()
    part = read("/").select_one(".footer")
    for words in [
        "Since 1871.",
        "Published by Courier Press",
        f"©\N{NO-BREAK SPACE}{timezone.localdate().year}",
    ]:
        assert words in part.text
    links = {link.text: link["href"] for link in part.select("a")}
    assert links["desk@courier.example"] == "mailto:desk@courier.example"
    assert links["Mastodon"] == "https://m.example/@courier"
    assert links["News"] == "/news/"


def test_the_masthead_shows_the_logo_and_without_its_file_the_name(read):
    newsroom = Newsroom.for_site(Site.objects.get())
    newsroom.logo = PhotoFactory(file__width=900, file__height=200)
    newsroom.save()
    link = read("/").select_one(".masthead__name")
    assert (link.text.strip(), link.img["alt"]) == ("", "Byline")
    newsroom.logo.renditions.all().delete()
    newsroom.logo.file.storage.delete(newsroom.logo.file.name)
    caches["renditions"].clear()
    link = read("/").select_one(".masthead__name")
    assert (link.text, link.img) == ("Byline", None)
    newsroom.logo.delete()
    assert read("/").select_one(".masthead__name").text == "Byline"


def test_one_navigation_is_for_wide_windows_and_one_for_narrow_ones(section, read):
    names = [nav["aria-label"] for nav in read("/news/").select("nav")]
    assert names == ["Sections", "Menu", "Footer"]


def test_a_damaged_logo_costs_itself_and_no_page(client):
    newsroom = Newsroom.for_site(Site.objects.get())
    newsroom.logo = PhotoFactory(file__width=90, file__height=20)
    newsroom.save()
    Path(newsroom.logo.file.path).write_bytes(b"no picture")
    assert client.get("/").status_code == 200
    assert client.get("/nowhere/").status_code == 404
