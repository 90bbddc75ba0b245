"""The players that readers can start within a story, and where each comes from."""

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, urlsplit


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
    Player(
        "YouTube",
        r"(?:youtube(?:-nocookie)?\.com/(?:watch\?(?:[^#\s]*&)?v=|shorts/|live/|embed/)|youtu\.be/)"
        r"(?P<id>[\w-]{11})(?![\w-])",
        "https://www.youtube.com/watch?v={id}",
        "https://www.youtube-nocookie.com/embed/{id}?autoplay=1",
    ),
    Player(
        "Vimeo",
        r"(?:player\.)?vimeo\.com/(?:video/|channels/[\w-]+/)?(?P<id>\d{1,12})(?!\w)",
        "https://vimeo.com/{id}",
        "https://player.vimeo.com/video/{id}?dnt=1&autoplay=1",
    ),
    Player(
        "Dailymotion",
        r"dailymotion\.com/(?:embed/)?video/(?P<id>\w{1,20})",
        "https://www.dailymotion.com/video/{id}",
        "https://geo.dailymotion.com/player.html?video={id}",
    ),
    Player(
        "TED",
        r"(?:embed\.)?ted\.com/talks/(?P<id>\w{1,150})",
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


def find_playable(address: str) -> Playable | None:
    """Return the video or sound at a URL, or None without a known player."""
    for known in PLAYERS:
        if match := known.pattern.match(address.strip()):
            parts = {"url": match.group(), **match.groupdict()}
            quoted = {name: quote(part, safe="@") for name, part in parts.items()}
            page = known.page_url.format(**parts)
            return Playable(known.provider, page, known.player_url.format(**quoted), known.shape)
    return None
