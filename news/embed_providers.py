"""The players that readers can start within a story, and where each comes from."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qs, quote, urlsplit

from bs4 import BeautifulSoup, ParserRejectedMarkup

SECONDS = {"h": 3600, "m": 60, "s": 1, "": 1}


def seconds_in(time: str) -> int:
    """Return the seconds of a time such as 90, 90s or 1h2m3s."""
    parts = re.findall(r"(\d+)([hms]?)", time)
    return sum(int(number) * SECONDS[unit] for number, unit in parts)


@dataclass(frozen=True)
class Option:
    """A part of a URL that changes what is played, such as the second to start at.

    It is the group `name` of the player's pattern, or one of the query's `parameters`.
    """

    name: str
    parameters: tuple[str, ...]
    pattern: str
    page: str
    player: str
    convert: Callable[[str], object] = str

    def value_in(self, url: str, groups: dict[str, str | None]) -> str:
        """Return the option's value, or "" where the URL has none that is valid."""
        query = parse_qs(urlsplit(url).query)
        found = [groups.get(self.name), *(query.get(name, [""])[0] for name in self.parameters)]
        valid = (one for one in found if one and re.fullmatch(self.pattern, one, re.ASCII))
        value = next(valid, "")
        return str(self.convert(value)) if value else ""


# As 90, 90s or 1h2m3s.
START = Option(
    "start",
    ("t", "start"),
    r"(?=\d)(?:\d{1,2}h)?(?:\d{1,3}m)?(?:\d{1,6}s?)?",
    "&t={}",
    "&start={}",
    convert=seconds_in,
)


@dataclass(frozen=True)
class Player:
    """A provider whose player's URL is built from the page's URL.

    No response of a provider becomes markup: the player's URL is made from the groups of
    the pattern. `{url}` is the whole URL.
    """

    provider: str
    path: str
    page_url: str
    player_url: str
    shape: str = "wide"
    options: tuple[Option, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern of its URLs: `path` follows `https://`."""
        return re.compile(rf"https?://(?:www\.|m\.)?{self.path}", re.ASCII)

    @property
    def origin(self) -> str:
        """Where the player is loaded from, as a Content-Security-Policy names it."""
        parts = urlsplit(self.player_url)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Playable:
    """A video or sound: its page, its player's URL and the player's shape, if known."""

    provider: str
    url: str
    player: str = ""
    shape: str = ""


PLAYERS = (
    # Before single videos: "videoseries" and "live_stream" look like the id of one.
    Player(
        "YouTube",
        r"youtube(?:-nocookie)?\.com/(?:playlist|embed/videoseries)\?(?:[^#\s]*&)?"
        r"list=(?P<id>[\w-]{2,64})",
        "https://www.youtube.com/playlist?list={id}",
        "https://www.youtube-nocookie.com/embed/videoseries?list={id}&autoplay=1",
    ),
    Player(
        "YouTube",
        r"youtube(?:-nocookie)?\.com/(?:embed/live_stream\?(?:[^#\s]*&)?channel=|channel/"
        r"(?=[\w-]{24}/live))(?P<id>UC[\w-]{22})(?![\w-])",
        "https://www.youtube.com/channel/{id}/live",
        "https://www.youtube-nocookie.com/embed/live_stream?channel={id}&autoplay=1",
    ),
    Player(
        "YouTube",
        r"youtube\.com/shorts/(?P<id>[\w-]{11})(?![\w-])",
        "https://www.youtube.com/shorts/{id}",
        "https://www.youtube-nocookie.com/embed/{id}?autoplay=1",
        "tall",
    ),
    Player(
        "YouTube",
        r"(?:youtube(?:-nocookie)?\.com/(?:watch\?(?:[^#\s]*&)?v=|live/|embed/)|youtu\.be/)"
        r"(?!videoseries|live_stream)(?P<id>[\w-]{11})(?![\w-])",
        "https://www.youtube.com/watch?v={id}",
        "https://www.youtube-nocookie.com/embed/{id}?autoplay=1",
        options=(START,),
    ),
    Player(
        "Vimeo",
        r"(?:player\.)?vimeo\.com/(?:video/|channels/[\w-]+/)?(?P<id>\d{1,12})(?!\w)"
        r"(?:/(?P<hash>[0-9a-f]{6,20})(?!\w))?",
        "https://vimeo.com/{id}",
        "https://player.vimeo.com/video/{id}?dnt=1&autoplay=1",
        options=(Option("hash", ("h",), "[0-9a-f]{6,20}", "/{}", "&h={}"),),
    ),
    Player(
        "Dailymotion",
        r"(?:dailymotion\.com/(?:embed/)?video/|dai\.ly/"
        r"|geo\.dailymotion\.com/player(?:/\w{1,20})?\.html\?(?:[^#\s]*&)?video=)"
        r"(?P<id>[A-Za-z0-9]{1,20})",
        "https://www.dailymotion.com/video/{id}",
        "https://geo.dailymotion.com/player.html?video={id}",
    ),
    Player(
        "TED",
        r"(?:embed\.)?ted\.com/talks/(?:lang/[\w-]{2,8}/)?(?P<id>\w{1,150})",
        "https://www.ted.com/talks/{id}",
        "https://embed.ted.com/talks/{id}",
    ),
    Player(
        "TikTok",
        r"tiktok\.com/(?P<who>@[\w.-]{1,30})/video/(?P<id>\d{1,25})",
        "https://www.tiktok.com/{who}/video/{id}",
        "https://www.tiktok.com/player/v1/{id}",
        "tall",
    ),
    Player(
        "Instagram",
        r"instagram\.com/(?:[\w.]{1,30}/)?(?P<kind>p|reel)/(?P<id>[\w-]{1,40})",
        "https://www.instagram.com/{kind}/{id}/",
        "https://www.instagram.com/{kind}/{id}/embed/",
        "tall",
    ),
    Player(
        "SoundCloud",
        r"(?:api\.soundcloud\.com|w\.soundcloud\.com/player/\?(?:[^#\s]*&)?"
        r"url=https?(?::|%3A)(?:/|%2F){2}api\.soundcloud\.com)(?:/|%2F)"
        r"(?P<kind>tracks|playlists)(?:/|%2F)(?P<id>\d{1,15})(?!\d)",
        "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/{kind}/{id}",
        "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/{kind}/{id}",
        "sound",
    ),
    Player(
        "SoundCloud",
        r"soundcloud\.com/[\w-]{1,60}/[\w/-]{1,200}",
        "{url}",
        "https://w.soundcloud.com/player/?url={url}",
        "sound",
    ),
    Player(
        "Spotify",
        r"open\.spotify\.com/(?:intl-\w{2}/)?(?:embed/)?"
        r"(?P<kind>track|album|playlist|episode|show)/(?P<id>\w{1,30})",
        "https://open.spotify.com/{kind}/{id}",
        "https://open.spotify.com/embed/{kind}/{id}",
        "sound",
    ),
    Player(
        "Datawrapper",
        r"datawrapper\.dwcdn\.net/(?P<id>\w{5})(?!\w)",
        "https://datawrapper.dwcdn.net/{id}/",
        "https://datawrapper.dwcdn.net/{id}/",
    ),
    Player(
        "Flourish",
        r"(?:public\.flourish\.studio|flo\.uri\.sh)/visualisation/(?P<id>\d{1,12})(?!\d)",
        "https://public.flourish.studio/visualisation/{id}/",
        "https://flo.uri.sh/visualisation/{id}/embed",
    ),
)
# Allowed in frames by the Content-Security-Policy of reader pages.
PLAYER_ORIGINS = sorted({player.origin for player in PLAYERS})


# Where embed codes have the URL: the selector of an element, its attribute, and what precedes it.
EMBED_CODES = (
    ("iframe[src]", "src", ""),
    ("[data-instgrm-permalink]", "data-instgrm-permalink", ""),
    (".flourish-embed[data-src]", "data-src", "https://flo.uri.sh/"),
    ("blockquote.tiktok-embed[cite]", "cite", ""),
    ("blockquote.twitter-tweet a[href*='/status/']", "href", ""),
)


def find_playable(address: str) -> Playable | None:
    """Return the video or sound at a URL, or None without a known player."""
    address = address.strip()
    for known in PLAYERS:
        if match := known.pattern.match(address):
            groups = {name: part for name, part in match.groupdict().items() if part}
            parts = {"url": match.group(), **groups}
            quoted = {name: quote(part, safe="@") for name, part in parts.items()}
            page, player = known.page_url.format(**parts), known.player_url.format(**quoted)
            for option in known.options:
                if value := option.value_in(address, groups):
                    page += option.page.format(value)
                    player += option.player.format(value)
            return Playable(known.provider, page, player, known.shape)
    return None


def address_in(code: str) -> str:
    """Return the URL that an embed code stands for, or "" where there is none."""
    try:
        soup = BeautifulSoup(code, "html.parser")
    except ParserRejectedMarkup:
        return ""
    for selector, attribute, prefix in EMBED_CODES:
        if found := soup.select(selector):
            address = prefix + str(found[-1].get(attribute))
            return f"https:{address}" if address.startswith("//") else address
    return ""


def last_link_in(code: str) -> str:
    """Return the URL of the last link in an embed code that we do not know, or ""."""
    try:
        links = BeautifulSoup(code, "html.parser").select("a[href^='http']")
    except ParserRejectedMarkup:
        return ""
    return str(links[-1]["href"]) if links else ""
