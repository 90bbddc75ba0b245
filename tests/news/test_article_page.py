"""The story as readers meet it."""

import gzip
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as django_settings
from django.contrib.staticfiles.finders import get_finders
from django.utils import timezone

from byline.staticfiles import join_stylesheet
from home.demo.build import demo_stories
from news.models import Author, Byline, Correction
from tests.factories import ArticleFactory, AuthorFactory, PhotoFactory, TopicFactory

pytestmark = pytest.mark.django_db

# Data blocks are not executed.
EXECUTED = 'script:not([type="application/ld+json"])'
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def small_photo(**fields):
    return PhotoFactory(file__width=400, file__height=300, **fields)


# --- The head of the story ------------------------------------------------------------


def test_a_story_shows_its_section_headline_and_standfirst(section, read):
    story = ArticleFactory(parent=section, title="Ferry sails", standfirst="Without an engine.")
    page = read(story.url)
    assert page.select_one(".kicker").text == "News"
    assert page.select_one(".kicker a")["href"] == "/news/"
    assert [h1.text for h1 in page.select("h1")] == ["Ferry sails"]
    assert page.select_one(".story__standfirst").text == "Without an engine."
    assert page.title.text == "Ferry sails – Byline"


def test_a_label_stands_before_the_section(section, read):
    story = ArticleFactory(parent=section, label="opinion")
    page = read(story.url)
    assert page.select_one(".kicker__label").text == "Opinion"
    assert page.select_one(".kicker__section").text == "News"


def test_people_stand_over_the_story_in_their_order_with_their_roles(section, read):
    story = ArticleFactory(parent=section)
    photographer = AuthorFactory(name="Mara Lind")
    writer = AuthorFactory(name="Jonas Berg", job_title="Reporter")
    Byline.objects.create(article=story, author=photographer, role="Photography", sort_order=1)
    Byline.objects.create(article=story, author=writer, sort_order=0)
    items = [item.get_text(" ", strip=True) for item in read(story.url).select(".bylines li")]
    assert items == ["By Jonas Berg Reporter", "Mara Lind Photography"]


def test_a_story_without_parts_shows_none_of_their_frames(section, read):
    page = read(ArticleFactory(parent=section).url)
    for frame in [".bylines", ".corrections", ".topics", ".photo", ".story__standfirst"]:
        assert page.select_one(frame) is None, frame


def test_dates_are_readable_by_people_and_machines(section, read):
    page = read(ArticleFactory(parent=section, published_at=NOON).url)
    time = page.select_one(".story__dates time")
    assert time["datetime"] == "2026-03-01T12:00:00+0000"
    assert time.text == "1 March 2026, 12:00"
    assert "Updated" not in page.select_one(".story__meta").text


def test_an_updated_story_says_so_and_when(section, read):
    story = ArticleFactory(parent=section, published_at=NOON, updated_at=NOON.replace(hour=15))
    page = read(story.url)
    assert page.select_one(".story__updated").text.strip() == "Updated 1 March 2026, 15:00"
    modified = page.select_one('meta[property="article:modified_time"]')
    assert modified["content"] == "2026-03-01T15:00:00+00:00"


# --- The lead photo -------------------------------------------------------------------


def test_the_lead_photo_has_the_words_of_the_photo(section, read):
    photo = small_photo(caption="The harbour at dawn", credit="Mara Lind", description="Boats")
    figure = read(ArticleFactory(parent=section, lead_photo=photo).url).select_one("figure")
    assert figure.select_one(".photo__caption").text == "The harbour at dawn"
    assert figure.select_one(".photo__credit").text == "Photo credit: Mara Lind"
    assert figure.img["alt"] == "Boats"
    assert figure.img["fetchpriority"] == "high"
    assert not figure.img.has_attr("loading")


def test_a_story_overrides_the_photos_caption_and_credit(section, read):
    photo = small_photo(caption="The harbour", credit="Agency")
    story = ArticleFactory(
        parent=section, lead_photo=photo, lead_caption="The ferry", lead_credit="Jonas Berg"
    )
    figure = read(story.url).select_one("figure")
    assert figure.select_one(".photo__caption").text == "The ferry"
    assert figure.select_one(".photo__credit").text == "Photo credit: Jonas Berg"


def test_a_deleted_lead_photo_leaves_the_story_readable(section, read):
    photo = small_photo()
    story = ArticleFactory(parent=section, lead_photo=photo, title="Still here")
    photo.delete()
    page = read(story.url)
    assert page.h1.text == "Still here"
    assert page.select_one("figure") is None


# --- Below the text -------------------------------------------------------------------


def test_corrections_are_dated_and_the_newest_comes_first(section, read):
    story = ArticleFactory(parent=section)
    Correction.objects.create(article=story, date=date(2026, 3, 2), text="The pier is older.")
    Correction.objects.create(article=story, date=date(2026, 3, 5), text="It was Tuesday.")
    items = read(story.url).select(".corrections__item")
    assert [item.text for item in items] == [
        "5 March 2026: It was Tuesday.",
        "2 March 2026: The pier is older.",
    ]
    assert items[0].time["datetime"] == "2026-03-05"


def test_topics_are_listed(section, read):
    story = ArticleFactory(parent=section)
    story.topics.set([TopicFactory(name="Harbour"), TopicFactory(name="Ferries")])
    story.save()
    topics = {item.text for item in read(story.url).select(".topics li")}
    assert topics == {"Harbour", "Ferries"}


def test_share_links_carry_headline_and_address_and_no_more(section, read):
    title = "50 % more: “ferries & trams” + buses? <b>"
    story = ArticleFactory(parent=section, title=title, slug="more")
    found = read(story.url).select(".share a")
    links = {a.text: a["href"] for a in found}
    labels = [a["aria-label"] for a in found]
    assert labels[:2] == ["Share by e-mail", "Share on WhatsApp"]
    assert list(links) == [
        *("E-mail", "WhatsApp", "Bluesky", "Mastodon", "Facebook", "X", "LinkedIn", "Reddit")
    ]
    assert not urlsplit(links["Mastodon"]).query  # the service sees nothing
    parts = {name: urlsplit(address) for name, address in links.items()}
    carried = {name: parse_qs(part.query or part.fragment) for name, part in parts.items()}
    both = f"{title} {story.full_url}"
    assert carried == {
        "E-mail": {"subject": [title], "body": [story.full_url]},
        "WhatsApp": {"text": [both]},
        "Bluesky": {"text": [both]},
        "Mastodon": {"text": [both]},
        "Facebook": {"u": [story.full_url]},
        "X": {"text": [title], "url": [story.full_url]},
        "LinkedIn": {"url": [story.full_url]},
        "Reddit": {"title": [title], "url": [story.full_url]},
    }
    assert not any("+" in address or " " in address for address in links.values())


def test_share_links_tell_the_services_nothing_of_the_reader(section, read):
    page = read(ArticleFactory(parent=section).url)
    for link in page.select(".share a"):
        assert {"nofollow", "noopener", "noreferrer"} <= set(link["rel"])
    loading = page.select("script[src], img, link, iframe")
    loaded = [tag.get("src") or tag.get("href") for tag in loading]
    foreign = [address for address in loaded if urlsplit(address).netloc not in {"", "localhost"}]
    assert foreign == []


# --- For machines ---------------------------------------------------------------------


def meta(page):
    tags = page.select("meta[property], meta[name]")
    return {tag.get("property") or tag["name"]: tag["content"] for tag in tags}


def test_a_story_hands_out_a_social_card(section, read):
    story = ArticleFactory(
        parent=section,
        title="Ferry sails",
        standfirst="Without an engine.",
        published_at=NOON,
        lead_photo=small_photo(description="Boats"),
    )
    page = read(story.url)
    found = meta(page)
    assert page.select_one('link[rel="canonical"]')["href"] == story.full_url
    assert found["og:url"] == story.full_url
    assert found["og:site_name"] == "Byline"
    assert found["og:locale"] == "en_GB"
    assert found["og:type"] == "article"
    assert found["og:title"] == "Ferry sails"
    assert found["description"] == found["og:description"] == "Without an engine."
    assert found["og:image"].startswith("http://localhost/media/")
    assert found["og:image:alt"] == "Boats. Photo: Mara Lind / Courier"
    assert found["twitter:card"] == "summary_large_image"
    assert found["article:published_time"] == "2026-03-01T12:00:00+00:00"
    assert found["article:section"] == "News"


CREDITS = [
    ("Illustration: Jo Reed", "Boats. Illustration: Jo Reed"),
    ("Photo by Jo Reed", "Boats. Photo by Jo Reed"),
    ("Jo Reed", "Boats. Photo: Jo Reed"),
    ("Byron Reed: Courier", "Boats. Photo: Byron Reed: Courier"),
]


@pytest.mark.parametrize(("credit", "alt"), CREDITS)
def test_a_picture_is_called_a_photo_unless_its_credit_says_what_it_is(section, read, credit, alt):
    photo = small_photo(description="Boats", credit=credit)
    story = ArticleFactory(parent=section, lead_photo=photo)
    assert meta(read(story.url))["og:image:alt"] == alt
    beside = read(section.url).select_one(".card .credit").text
    assert beside == alt.removeprefix("Boats. ")


def contents(page, name):
    tags = page.select(f'meta[property="{name}"], meta[name="{name}"]')
    return [tag["content"] for tag in tags]


def test_a_social_card_names_who_wrote_the_story_and_its_topics(section, read):
    story = ArticleFactory(
        parent=section,
        authors=["Ines Vogt", "Mara Lind"],
        about=[TopicFactory(name="Harbour"), TopicFactory(name="Ferries")],
        updated_at=timezone.now(),
    )
    photographer = AuthorFactory(name="Jonas Berg", fediverse="@jonas@social.example")
    Byline.objects.create(article=story, author=photographer, role="Photos", sort_order=9)
    Author.objects.filter(name="Ines Vogt").update(fediverse="@ines@social.example")
    page = read(story.url)
    assert contents(page, "author") == ["Ines Vogt", "Mara Lind"]
    addresses = [f"http://localhost/authors/{slug}/" for slug in ("ines-vogt", "mara-lind")]
    assert contents(page, "article:author") == addresses
    assert contents(page, "fediverse:creator") == ["@ines@social.example"]
    assert sorted(contents(page, "article:tag")) == ["Ferries", "Harbour"]
    assert contents(page, "article:modified_time") == [story.updated_at.isoformat()]


def test_search_engines_get_the_words_meant_for_them(section, read):
    story = ArticleFactory(
        parent=section, seo_title="For machines", search_description="In short.", standfirst="Long."
    )
    page = read(story.url)
    assert page.title.text == "For machines – Byline"
    assert meta(page)["description"] == "In short."


# --- The same for everybody -----------------------------------------------------------


@pytest.fixture
def addresses(section):
    """Every kind of page a reader meets, with the status it answers."""
    story = ArticleFactory(parent=section, lead_photo=small_photo(), authors=["Mara Lind"])
    return [(story.url, 200), ("/", 200), (section.url, 200), ("/recent/", 200), ("/no/", 404)]


def test_readers_get_no_cookie_and_pages_do_not_vary_by_it(addresses, client):
    client.cookies["preference"] = "of somebody else's script"
    for address, status in addresses:
        response = client.get(address)
        assert response.status_code == status
        assert not response.cookies, address
        assert "cookie" not in response.get("Vary", "").lower(), address
        assert "csrf" not in response.text, address


def test_readers_get_the_strict_policy(addresses, client):
    for address, _ in addresses:
        policy = client.get(address)["Content-Security-Policy"]
        assert "script-src 'self';" in f"{policy};", address
        assert "style-src 'self';" in f"{policy};", address
        assert "unsafe" not in policy, address


def test_reader_pages_have_no_inline_script_or_style(addresses, client):
    for address, _ in addresses:
        page = BeautifulSoup(client.get(address).content, "lxml")
        assert [s for s in page.select(EXECUTED) if not s.get("src") or s.text.strip()] == []
        assert page.select("style, [style]") == []
        named = {name for tag in page.find_all(True) for name in tag.attrs}
        assert not [name for name in named if name.startswith("on")], address


def test_staff_get_the_user_bar_and_the_policy_it_needs(section, client, editor):
    story = ArticleFactory(parent=section)
    assert "wagtail-userbar" not in client.get(story.url).text
    client.force_login(editor)
    response = client.get(story.url)
    assert "wagtail-userbar" in response.text
    assert "script-src 'self' 'unsafe-inline'" in response["Content-Security-Policy"]


def test_the_admin_has_the_looser_policy_before_anyone_signs_in(client, db):
    policy = client.get("/admin/login/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "object-src 'none'" in policy


def test_a_made_up_session_cookie_shows_the_story_without_the_user_bar(section, client):
    client.cookies[django_settings.SESSION_COOKIE_NAME] = "made up"
    response = client.get(ArticleFactory(parent=section).url)
    assert response.status_code == 200
    assert "wagtail-userbar" not in response.text


# --- Light enough ---------------------------------------------------------------------


def long_body():
    """Return sixty blocks of realistic words: those of the demo, with photos of our own."""
    blocks = [block for story in demo_stories().values() for block in story["body"]]
    words = [("paragraph", b["html"]) for b in blocks if b["type"] == "paragraph"]
    quotes = [("quote", {"text": b["text"]}) for b in blocks if b["type"] == "quote"]
    text = "First crossing done, on time and with every seat taken. Quieter than the gulls. " * 3
    tweets = [{"text": text, "source": f"https://x.com/f/status/{n}"} for n in range(4)]
    return [
        *words[:40],
        *quotes[:8],
        *[("tweet", {**tweet, "author": "Ferries", "handle": "ferries"}) for tweet in tweets],
        *[("photo", {"photo": small_photo(caption=f"Pier {n}")}) for n in range(4)],
        *[("related", {"headline": f"What the harbour said in {n}"}) for n in range(4)],
    ]


def test_a_story_of_sixty_blocks_weighs_less_than_sixty_kilobytes(section, client):
    story = ArticleFactory(parent=section, lead_photo=small_photo(), body=long_body())
    assert len(story.body) == 60
    for _ in range(6):
        ArticleFactory(parent=section, lead_photo=small_photo())
    html = client.get(story.url).content
    sources = {name: (s, name) for finder in get_finders() for name, s in finder.list([])}
    stylesheet = join_stylesheet(sources).encode()
    assert len(gzip.compress(html)) + len(gzip.compress(stylesheet)) < 60_000
