"""Videos and the like: nothing of a provider reaches readers but words and a picture."""

import io
from threading import Event
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from PIL import Image

from news import oembed
from news.embed_providers import PLAYER_ORIGINS, PLAYERS, address_in, find_playable
from news.embed_thumbnails import store_thumbnail
from news.models import ArticlePage
from photos.models import Photo
from tests.factories import ArticleFactory, PhotoFactory
from tests.internet import stand_in
from tests.photos.files import huge_png

CHANNEL = "UCabcdefghijklmnopqrstuv"
VIDEO = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"
PLAYER = "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?autoplay=1"
THUMBNAIL = "https://i.ytimg.com/vi/aqz-KE-bpKQ/hqdefault.jpg"
ANSWER = {
    "type": "video",
    "title": "A day at the slipway",
    "author_name": "Ellside Yard",
    "provider_name": "YouTube",
    "thumbnail_url": THUMBNAIL,
    "html": '<iframe src="https://evil.example/"></iframe><script>alert(1)</script>',
}


def picture(file_format="JPEG", size=(640, 360)):
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, file_format)
    return file.getvalue()


@pytest.fixture
def internet(monkeypatch):
    return stand_in(monkeypatch)


@pytest.fixture
def youtube(internet):
    """YouTube as it answers on a good day."""
    internet.has("https://www.youtube.com/oembed", ANSWER)
    internet.has(THUMBNAIL, picture())
    return internet


def embed(**value):
    empty = {"source": "", "title": "", "author": "", "still": "", "caption": ""}
    return [("embed", {**empty, **value})]


def only_embed():
    return ArticlePage.objects.get().body[0].value


# --- Players --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "provider", "url", "player"),
    [
        (VIDEO, "YouTube", VIDEO, PLAYER),
        ("https://youtu.be/aqz-KE-bpKQ?t=30", "YouTube", f"{VIDEO}&t=30", f"{PLAYER}&start=30"),
        (f"{VIDEO}&t=30", "YouTube", f"{VIDEO}&t=30", f"{PLAYER}&start=30"),
        (f"{VIDEO}&t=1h2m3s", "YouTube", f"{VIDEO}&t=3723", f"{PLAYER}&start=3723"),
        (f"{VIDEO}&t=soon", "YouTube", VIDEO, PLAYER),
        (
            "https://www.dailymotion.com/video/x2kkv5g_the-title",
            "Dailymotion",
            "https://www.dailymotion.com/video/x2kkv5g",
            "https://geo.dailymotion.com/player.html?video=x2kkv5g",
        ),
        (
            "https://embed.ted.com/talks/lang/es/a_name_and_a_title",
            "TED",
            "https://www.ted.com/talks/a_name_and_a_title",
            "https://embed.ted.com/talks/a_name_and_a_title",
        ),
        ("http://m.youtube.com/watch?list=x&v=aqz-KE-bpKQ", "YouTube", VIDEO, PLAYER),
        (
            "https://www.youtube.com/shorts/aqz-KE-bpKQ",
            "YouTube",
            "https://www.youtube.com/shorts/aqz-KE-bpKQ",
            PLAYER,
        ),
        (
            "https://www.youtube.com/embed/videoseries?si=x&list=PLabc",
            "YouTube",
            "https://www.youtube.com/playlist?list=PLabc",
            "https://www.youtube-nocookie.com/embed/videoseries?list=PLabc&autoplay=1",
        ),
        (
            f"https://www.youtube.com/embed/live_stream?channel={CHANNEL}",
            "YouTube",
            f"https://www.youtube.com/channel/{CHANNEL}/live",
            f"https://www.youtube-nocookie.com/embed/live_stream?channel={CHANNEL}&autoplay=1",
        ),
        (
            "https://vimeo.com/1084537/0a1b2c3d4e",
            "Vimeo",
            "https://vimeo.com/1084537/0a1b2c3d4e",
            "https://player.vimeo.com/video/1084537?dnt=1&autoplay=1&h=0a1b2c3d4e",
        ),
        (
            "https://player.vimeo.com/video/1084537?h=0a1b2c3d4e&badge=0",
            "Vimeo",
            "https://vimeo.com/1084537/0a1b2c3d4e",
            "https://player.vimeo.com/video/1084537?dnt=1&autoplay=1&h=0a1b2c3d4e",
        ),
        (
            "https://geo.dailymotion.com/player/x1abc.html?video=x8abc",
            "Dailymotion",
            "https://www.dailymotion.com/video/x8abc",
            "https://geo.dailymotion.com/player.html?video=x8abc",
        ),
        (
            "https://dai.ly/x8abc",
            "Dailymotion",
            "https://www.dailymotion.com/video/x8abc",
            "https://geo.dailymotion.com/player.html?video=x8abc",
        ),
        (
            "https://w.soundcloud.com/player/?color=red&url=https%3A//api.soundcloud.com/tracks/123",
            "SoundCloud",
            "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/123",
            "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/123",
        ),
        ("https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ", "YouTube", VIDEO, PLAYER),
        (
            "https://player.vimeo.com/video/1084537?h=1",
            "Vimeo",
            "https://vimeo.com/1084537",
            "https://player.vimeo.com/video/1084537?dnt=1&autoplay=1",
        ),
        (
            "https://www.tiktok.com/@ferry.boat/video/71234",
            "TikTok",
            "https://www.tiktok.com/@ferry.boat/video/71234",
            "https://www.tiktok.com/player/v1/71234",
        ),
        (
            "https://soundcloud.com/harbour-radio/fog-horn",
            "SoundCloud",
            "https://soundcloud.com/harbour-radio/fog-horn",
            "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fharbour-radio%2Ffog-horn",
        ),
        (
            "https://open.spotify.com/intl-de/episode/4rOoJ6Egrf8K2IrywzwOMk",
            "Spotify",
            "https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk",
            "https://open.spotify.com/embed/episode/4rOoJ6Egrf8K2IrywzwOMk",
        ),
    ],
)
def test_a_known_address_has_a_player(address, provider, url, player):
    found = find_playable(address)
    assert (found.provider, found.url, found.player) == (provider, url, player)
    assert find_playable(found.url) == found


def test_a_vertical_video_has_a_tall_frame():
    assert find_playable("https://www.youtube.com/shorts/aqz-KE-bpKQ").shape == "tall"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://www.youtube.com/@harbour",
        f"https://www.youtube.com/channel/{CHANNEL}",
        "https://www.youtube.com/watch?v=short",
        "https://evil.example/https://www.youtube.com/watch?v=aqz-KE-bpKQ",
        "https://www.youtube.com.evil.example/watch?v=aqz-KE-bpKQ",
        'https://www.youtube.com/watch?v="><script>a',
        "javascript:alert(1)//https://vimeo.com/1",
    ],
)
def test_any_other_address_has_none(address):
    assert find_playable(address) is None


def test_the_policy_of_reader_pages_names_the_players_and_nobody_else(section, client):
    policy = client.get(section.url).headers["Content-Security-Policy"]
    [frames] = [part for part in policy.split("; ") if part.startswith("frame-src")]
    assert frames.split()[1:] == ["'self'", *PLAYER_ORIGINS]
    assert {urlsplit(player.player_url).scheme for player in PLAYERS} == {"https"}
    assert all("{" not in origin for origin in PLAYER_ORIGINS)


# --- Saving ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_address_fills_the_embed_with_words_and_a_still(section, desk, youtube, read):
    desk.add(section, body=embed(source="https://youtu.be/aqz-KE-bpKQ?si=x"))
    value = only_embed()
    assert value["source"] == VIDEO
    assert (value["title"], value["author"]) == ("A day at the slipway", "Ellside Yard")
    still = value["still"]
    assert (still.width, still.height) == (640, 360)
    assert still.credit == "Ellside Yard / YouTube"
    assert still.licence == f"Still of {VIDEO}"
    desk.client.logout()
    figure = read(ArticlePage.objects.get().url).select_one(".embed")
    assert figure.a["href"] == VIDEO
    assert figure.a["data-player"] == PLAYER
    assert "A day at the slipway" in figure.a.text
    assert figure.img["src"].startswith("/media/images/")
    assert "Ellside Yard / YouTube" in figure.figcaption.text
    assert figure.select("iframe, script") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "code",
    [
        '<iframe width="560" src="https://www.youtube.com/embed/aqz-KE-bpKQ?si=1" allowfullscreen>',
        '<iframe src="//www.youtube.com/embed/aqz-KE-bpKQ"></iframe><script src="x"></script>',
    ],
)
def test_embed_code_is_read_for_its_address_alone(section, desk, internet, code):
    desk.add(section, body=embed(source=code))
    assert only_embed()["source"] == VIDEO


@pytest.mark.parametrize(
    ("code", "address"),
    [
        (
            (
                '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@a/video/71234"><section>'
                '</section></blockquote><script src="https://www.tiktok.com/embed.js"></script>'
            ),
            "https://www.tiktok.com/@a/video/71234",
        ),
        (
            (
                '<blockquote class="instagram-media" data-instgrm-permalink='
                '"https://www.instagram.com/p/Cabc/?utm_source=x"></blockquote>'
            ),
            "https://www.instagram.com/p/Cabc/?utm_source=x",
        ),
        (
            '<div class="flourish-embed" data-src="visualisation/123?456"></div>',
            "https://flo.uri.sh/visualisation/123?456",
        ),
        (
            (
                '<blockquote class="twitter-tweet"><p>Fog. <a href="https://t.co/a">pic</a></p>'
                '<a href="https://twitter.com/pilots/status/1">March</a></blockquote>'
            ),
            "https://twitter.com/pilots/status/1",
        ),
        ("<p>Nothing</p>", ""),
    ],
    ids=["TikTok", "Instagram", "Flourish", "X", "none"],
)
def test_embed_code_without_a_frame_names_its_address(code, address):
    assert address_in(code) == address


@pytest.mark.django_db
def test_an_address_without_its_scheme_is_one(section, desk, internet):
    desk.add(section, body=embed(source="youtu.be/aqz-KE-bpKQ"))
    assert only_embed()["source"] == VIDEO


@pytest.mark.django_db
def test_what_an_editor_typed_is_kept(section, desk, youtube):
    still = PhotoFactory(file__width=60, file__height=40)
    words = {"title": "My title", "author": "My name", "still": still.pk}
    desk.add(section, body=embed(source=VIDEO, **words))
    value = only_embed()
    assert (value["title"], value["author"], value["still"]) == ("My title", "My name", still)
    assert youtube.asked == []


@pytest.mark.django_db
def test_a_story_that_saves_itself_again_keeps_one_still(section, desk, youtube):
    desk.add(section, "draft", body=embed(source=VIDEO))
    for _ in range(3):
        desk.edit(ArticlePage.objects.get(), "draft", body=embed(source=VIDEO))
    assert Photo.objects.count() == 1
    assert youtube.asked.count(THUMBNAIL) == 1


@pytest.mark.django_db
def test_the_same_picture_is_kept_once_though_nobody_remembers(youtube):
    first = store_thumbnail(THUMBNAIL, **WORDS)
    cache.clear()
    assert store_thumbnail(THUMBNAIL, **WORDS) == first
    assert Photo.objects.count() == 1


BAD_ANSWERS = {
    "nothing": b"",
    "garbage": b"\xff\x00 garbage",
    "a page": b"<!doctype html><title>Sorry</title>",
    "null": None,
    "a list": ["title"],
    "too large": b'{"title": "' + b"x" * oembed.RESPONSE_MAX_BYTES + b'"}',
    "too deep": b"[" * 100_000,
    "numbers": {"type": 1, "title": 2, "author_name": 3, "thumbnail_url": 4},
    "objects": {"type": "video", "title": {"a": 1}, "thumbnail_url": ["x"]},
}


@pytest.mark.django_db
@pytest.mark.parametrize("answer", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_a_provider_that_answers_garbage_stops_nobody(section, desk, internet, read, answer):
    internet.has("https://www.youtube.com/oembed", answer)
    response = desk.add(section, body=embed(source=VIDEO), follow=True)
    assert response.status_code == 200
    story = ArticlePage.objects.get()
    assert story.live
    assert only_embed()["source"] == VIDEO
    desk.client.logout()
    figure = read(story.url).select_one(".embed")
    assert figure.a["data-player"] == PLAYER
    assert "YouTube" in figure.a.text


@pytest.mark.django_db
@pytest.mark.parametrize("status", [301, 401, 404, 429, 500])
def test_a_provider_that_refuses_stops_nobody(section, desk, internet, status):
    where = "http://intranet.example/admin"
    internet.has("https://www.youtube.com/oembed", b"", status, location=where)
    internet.has(where, ANSWER)
    desk.add(section, body=embed(source=VIDEO))
    assert only_embed()["title"] == ""
    assert where not in internet.asked


def test_a_slow_provider_is_waited_for_once(internet):
    is_asked, is_over = Event(), Event()

    def hang():
        is_asked.set()
        is_over.wait()

    internet.pages["https://www.youtube.com/oembed"] = hang
    for n in range(5):
        other = f"https://www.youtube.com/watch?v=aqz-KE-bp0{n}"
        assert oembed.fetch_oembed(other, timeout=0.05) is None
    assert is_asked.wait(10)
    assert len(internet.asked) == 1
    is_over.set()


@pytest.mark.django_db
def test_hostile_words_are_words(section, desk, internet, read):
    words = '<img src=x onerror=alert(1)>"\x00\u202e'
    internet.has("https://www.youtube.com/oembed", {**ANSWER, "title": words, "author_name": words})
    desk.add(section, body=embed(source=VIDEO))
    assert only_embed()["title"] == '<img src=x onerror=alert(1)>"'
    desk.client.logout()
    figure = read(ArticlePage.objects.get().url).select_one(".embed")
    assert figure.find("img", src="x") is None
    assert "<img src=x onerror=alert(1)>" in figure.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "source",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://a.example/x",
        "<b>hello</b>",
        "<iframe>",
        "x",
    ],
)
def test_what_is_no_address_is_refused(section, desk, internet, source):
    response = desk.add(section, body=embed(source=source))
    assert response.status_code == 200
    assert "This is no address" in response.text
    assert not ArticlePage.objects.exists()
    assert internet.asked == []


@pytest.mark.django_db
def test_a_stored_address_that_is_no_link_shows_nothing(section, read):
    story = ArticleFactory(parent=section, body=[("embed", {"source": "javascript:alert(1)"})])
    assert read(story.url).select_one(".embed") is None


@pytest.mark.django_db
def test_an_unknown_provider_is_a_link(section, read):
    address = "https://video.example/w/1"
    story = ArticleFactory(parent=section, body=[("embed", {"source": address, "title": "Tides"})])
    link = read(story.url).select_one(".embed a")
    assert link["href"] == address
    assert not link.has_attr("data-player")
    assert "Tides" in link.text


# --- Stills ---------------------------------------------------------------------------

WORDS = {"title": "Tides", "credit": "Port Pilots", "source": VIDEO}
BAD_STILLS = {
    "a page": b"<!doctype html>",
    "nothing": b"",
    "half a picture": picture(size=(400, 300))[:600],
    "a vector": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "too many bytes": picture() + b"x" * 6_000_000,
    "too many pixels": huge_png(8000, 8000),
}


@pytest.mark.django_db
@pytest.mark.parametrize("content", BAD_STILLS.values(), ids=BAD_STILLS)
def test_what_is_no_sound_picture_is_not_kept(internet, content):
    internet.has(THUMBNAIL, content)
    assert store_thumbnail(THUMBNAIL, **WORDS) is None
    assert not Photo.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "http://i.ytimg.com/vi/a.jpg",
        "https://localhost/a.jpg",
        "https://intranet.example/a.jpg",
        "https://nat64.example/a.jpg",
        "https://many.example/a.jpg",
        "file:///etc/passwd",
        "https://10.0.0.1\\@1.1.1.1/a.jpg",
        "https://user@intranet.example/a.jpg",
        "https://",
        "",
    ],
)
def test_our_own_network_is_never_asked_for_a_still(internet, address):
    internet.has(address, picture())
    assert store_thumbnail(address, **WORDS) is None
    assert internet.asked == []


@pytest.mark.django_db
def test_nor_is_it_after_a_redirect(internet):
    internet.has(THUMBNAIL, b"", 302, location="https://intranet.example/a.jpg")
    internet.has("https://intranet.example/a.jpg", picture())
    assert store_thumbnail(THUMBNAIL, **WORDS) is None
    assert internet.asked == [THUMBNAIL]


@pytest.mark.django_db
def test_a_still_behind_a_redirect_is_kept(internet):
    elsewhere = "https://cdn.example/a.webp"
    internet.has(THUMBNAIL, b"", 302, location=elsewhere)
    internet.has(elsewhere, picture("WEBP"))
    assert store_thumbnail(THUMBNAIL, **WORDS).filename.endswith(".webp")
