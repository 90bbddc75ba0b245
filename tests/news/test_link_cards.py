"""Where there is no player, readers get a card, or at least a link; the editor is told which."""

import io
from threading import Event

import pytest
import requests
from PIL import Image
from wagtail.models import Site

from news import fetch_deadlines
from news.embed_thumbnails import store_thumbnail
from news.embed_verdicts import VERDICT_LIMIT_PER_MINUTE
from news.link_cards import fetch_card
from news.models import ArticlePage
from photos.models import Photo
from tests.clock import Clock
from tests.factories import ArticleFactory
from tests.internet import stand_in

pytestmark = pytest.mark.django_db
PAGE = "https://www.tides.example/2026/fog"
PICTURE = "https://www.tides.example/fog.jpg"
OEMBED = "https://www.tides.example/oembed"
HTML = f"""<!doctype html><html><head><title>Fog – Tides</title>
<meta property="og:title" content="Fog over the &amp; harbour">
<meta property="og:image" content="/fog.jpg"><meta property="og:site_name" content="Tide Tables">
<meta name="author" content="Ada Pilot">
%s</head><body>{"x" * 700_000}"""
NAMES_OEMBED = f'<link rel="alternate" type="application/json+oembed" href="{OEMBED}?url=fog">'


@pytest.fixture
def internet(monkeypatch):
    web = stand_in(monkeypatch)
    file = io.BytesIO()
    Image.new("RGB", (640, 360), "teal").save(file, "JPEG")
    web.has(PICTURE, file.getvalue())
    return web


def embed(source, **value):
    empty = {"title": "", "author": "", "still": "", "caption": ""}
    return [("embed", {"source": source, **empty, **value})]


@pytest.mark.parametrize("address", [PAGE, PAGE.replace("https://", "http://")])
def test_a_page_of_any_site_becomes_a_card(section, desk, internet, read, address):
    internet.has(PAGE, (HTML % "").encode())
    desk.add(section, body=embed(address))
    value = ArticlePage.objects.get().body[0].value
    assert (value["source"], value["title"]) == (address, "Fog over the & harbour")
    assert value["still"].credit == "Ada Pilot / Tide Tables"
    desk.client.logout()
    asked = list(internet.asked)
    card = read(ArticlePage.objects.get().url).select_one(".embed--card")
    assert card.a["href"] == address
    assert not card.a.has_attr("data-player")
    assert "Fog over the & harbour" in card.a.text
    assert "tides.example" in card.a.text
    assert card.img["src"].startswith("/media/images/")
    assert internet.asked == asked


def test_what_a_page_says_by_oembed_comes_first(internet):
    internet.has(PAGE, (HTML % NAMES_OEMBED).encode())
    internet.has(OEMBED, {"type": "photo", "title": "Fog", "url": PICTURE + "?2"})
    card = fetch_card(PAGE)
    assert card == {
        "title": "Fog",
        "author_name": "Ada Pilot",
        "provider_name": "Tide Tables",
        "thumbnail_url": PICTURE + "?2",
        "html": "",
    }
    assert fetch_card(PAGE) == card
    assert len(internet.asked) == 2


@pytest.mark.parametrize("answer", [b"", b"[" * 100_000, b'["x"]', b"<html>"])
def test_an_oembed_answer_that_is_none_leaves_what_the_page_says(internet, answer):
    internet.has(PAGE, (HTML % NAMES_OEMBED).encode())
    internet.has(OEMBED, answer)
    assert fetch_card(PAGE)["title"] == "Fog over the & harbour"


def test_a_page_without_such_words_has_its_title(internet):
    internet.has(PAGE, b"<title>\n Fog\n over the harbour</title>")
    assert fetch_card(PAGE)["title"] == "Fog over the harbour"


def test_an_address_of_a_picture_that_is_none_leaves_the_title(internet):
    internet.has(PAGE, b'<title>Fog</title><meta property="og:image" content="http://[">')
    assert fetch_card(PAGE)["title"] == "Fog"
    assert store_thumbnail("https://[", title="", credit="", source="") is None


@pytest.mark.parametrize("content", [b"", b"\xff\x00\x00", b"<p>", b"<title></title>", b"<" * 9999])
def test_a_page_without_a_title_has_no_card(internet, content):
    internet.has(PAGE, content)
    assert fetch_card(PAGE) is None
    assert fetch_card(PAGE) is None
    assert len(internet.asked) == 1


@pytest.mark.parametrize(
    "address",
    [
        "https://localhost/",
        "http://intranet.example/",
        "https://10.0.0.1\\@1.1.1.1/",
        "https://user@intranet.example/",
        "https://nat64.example/",
        "http://[::1",
        "https://testserver/news/",
    ],
)
def test_neither_our_network_nor_this_site_is_asked(internet, settings, address):
    settings.ALLOWED_HOSTS = ["testserver"]
    internet.has(address, (HTML % "").encode())
    assert fetch_card(address) is None
    assert internet.asked == []


@pytest.mark.parametrize(
    ("hosts", "host", "is_ours"),
    [
        (["*"], "www.tides.example", False),
        (["*"], "news.example", True),
        (["*"], "DESK.example.", True),
        ([".tides.example"], "www.tides.example", True),
        ([".tides.example"], "www.nottides.example", False),
        (["tides.example"], "www.tides.example", False),
        (["[2606:4700::1]"], "[2606:4700::1]:443", True),
    ],
)
def test_what_is_of_this_site_is_told_by_patterns_sites_and_settings(
    internet, settings, hosts, host, is_ours
):
    settings.ALLOWED_HOSTS = hosts
    settings.WAGTAILADMIN_BASE_URL = "https://desk.example"
    Site.objects.update(hostname="news.example")
    fetch_card(f"https://{host}/")
    assert bool(internet.asked) is not is_ours


def test_nor_is_our_network_asked_for_what_a_page_names(internet):
    inside = "https://intranet.example/oembed"
    internet.has(PAGE, (HTML % NAMES_OEMBED.replace(OEMBED, inside)).encode())
    internet.has(inside, {"title": "Secret"})
    assert fetch_card(PAGE)["title"] == "Fog over the & harbour"
    internet.has("https://away.example/", b"", 302, location=inside)
    assert fetch_card("https://away.example/") is None
    assert inside not in internet.asked


def test_a_slow_page_is_waited_for_once(internet):
    is_over = Event()
    internet.pages[PAGE] = is_over.wait
    for n in range(3):
        assert fetch_card(PAGE if n else f"{PAGE}?1", timeout=0.05) is None
    assert len(internet.asked) == 1
    is_over.set()


def test_all_embeds_of_a_story_together_are_waited_for_a_few_seconds(
    section, desk, internet, monkeypatch
):
    clock = Clock()
    monkeypatch.setattr(fetch_deadlines, "monotonic", clock)
    addresses = [f"https://dead{n}.example/" for n in range(12)]

    def answer_late():
        clock.now += 5
        raise requests.ConnectionError("Nobody answers")

    internet.pages = dict.fromkeys(addresses, answer_late)
    body = [item for address in addresses for item in embed(address)]
    desk.add(section, "draft", body=body)
    assert internet.asked == addresses[:2]
    desk.edit(ArticlePage.objects.get(), "draft", body=body)
    assert internet.asked == addresses[:4]


def test_a_form_that_saves_itself_fetches_nothing(section, desk, internet):
    internet.has(PAGE, (HTML % "").encode())
    desk.add(section, "draft", body=embed(PAGE), autosave="1")
    assert internet.asked == []
    desk.edit(ArticlePage.objects.get(), "draft", body=embed(PAGE))
    assert internet.asked == [PAGE, PICTURE]


def test_what_failed_is_not_asked_for_again_for_ten_minutes(internet, time_machine):
    time_machine.move_to("2026-11-23T10:00:10Z", tick=False)
    for _ in range(2):
        assert fetch_card(PAGE) is None
        time_machine.shift(590)
    assert internet.asked.count(PAGE) == 1


def test_embed_code_of_anybody_is_at_least_a_link(section, desk, internet, read):
    code = (
        f'<blockquote class="x"><p>Fog</p><a href="{PAGE}">there</a></blockquote><script src="x">'
    )
    desk.add(section, body=embed(code))
    desk.client.logout()
    link = read(ArticlePage.objects.get().url).select_one(".embed a")
    assert (link["href"], link["rel"]) == (PAGE, ["nofollow", "noopener", "noreferrer"])
    assert PAGE in link.text


@pytest.fixture
def ask(admin_client):
    def ask(source, **fields):
        answer = admin_client.post("/admin/stories/embeds/", {"source": source, **fields})
        return answer.json()["kind"], answer.json()["text"]

    return ask


def test_an_editor_is_told_what_readers_will_see(internet, ask):
    video = "https://youtu.be/aqz-KE-bpKQ"
    for source in (video, f'<iframe src="{video}"></iframe>', "youtu.be/aqz-KE-bpKQ"):
        kind, text = ask(source)
        assert kind == "player"
        assert "YouTube" in text
    assert ask("nonsense")[0] == "none"
    assert ask("https://x.com/pilots/status/1")[0] == "link"
    assert internet.asked == []
    assert ask("https://gone.example/1")[0] == "link"
    internet.has(PAGE, (HTML % "").encode())
    kind, text = ask(PAGE)
    assert kind == "card"
    assert "tides.example: “Fog over the & harbour”" in text
    assert not Photo.objects.exists()
    assert not ArticlePage.objects.exists()


def test_with_a_title_of_the_editors_own_it_is_a_card_and_nothing_is_fetched(internet, ask):
    assert ask("https://gone.example/1", title="Fog")[0] == "card"
    assert internet.asked == []


def test_pages_are_fetched_for_an_editor_a_few_times_in_a_minute(internet, ask, time_machine):
    time_machine.move_to("2026-11-23T10:00:10Z", tick=False)
    for n in range(VERDICT_LIMIT_PER_MINUTE + 5):
        assert ask(f"https://gone{n}.example/")[0] == "link"
    assert len(internet.asked) == VERDICT_LIMIT_PER_MINUTE


def test_nobody_else_has_pages_fetched(client, internet):
    answer = client.post("/admin/stories/embeds/", {"source": PAGE})
    assert answer.status_code == 302
    assert internet.asked == []


def test_a_card_without_a_picture_has_the_title_and_the_site(section, read):
    story = ArticleFactory(parent=section, body=[("embed", {"source": PAGE, "title": "Fog"})])
    card = read(story.url).select_one(".embed--card a")
    assert (card.select_one(".embed__title").text, card.select_one(".embed__site").text) == (
        "Fog",
        "tides.example",
    )
