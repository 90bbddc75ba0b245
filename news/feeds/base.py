"""The base classes of feeds."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.core.files.storage import FileSystemStorage
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Enclosure
from django.utils.html import escape
from django.views.decorators.http import require_safe

from byline.pagecache import mark_cacheable
from byline.sites import absolute_url, site_of
from news.feeds.formats import FEED_FORMATS, FeedAuthor, FeedGenerator, FeedPhoto
from news.feeds.story_html import feed_html, summary
from news.models import ArticlePage, Newsroom
from news.querysets import ArticleQuerySet
from photos.models import PhotoRendition
from photos.renditions import fetch_renditions
from photos.templatetags.photo_tags import social_picture, url_of

FEED_ITEMS_LIMIT = 30


def urn(key: UUID) -> str:
    """Return a permanent id, independent of addresses."""
    return f"urn:uuid:{key}"


class ReaderFeed(Feed, ABC):
    """A feed in one of the formats, the same for every reader. Made for one request.

    `parameters` are those of the query string that it reads; the hub is told of changes of
    feeds that have `is_pushed`.
    """

    parameters: ClassVar[tuple[str, ...]] = ()
    is_pushed: ClassVar[bool] = False
    item_guid_is_permalink = False

    def __init__(self, feed_type: type[FeedGenerator], request: HttpRequest) -> None:
        self.feed_type = feed_type
        self.request = request

    @classmethod
    def as_view(cls) -> Callable[..., HttpResponse]:
        """Return a view that takes the name of a format as `format`."""

        @require_safe
        def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            mark_cacheable(request, *cls.parameters)
            return cls(FEED_FORMATS[kwargs["format"]], request)(request, **kwargs)

        return view

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the feed. Raises Http404 where there is no site."""
        if (site := site_of(request)) is None:
            raise Http404("There is no site.")
        self.root_url = site.root_url
        # Ids of what has no UUID of its own are derived from that of the front page.
        self.site_uuid: UUID = site.root_page.translation_key
        self.newsroom = Newsroom.for_request(request)
        response = super().__call__(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        if hub := self.hub:
            own = self.absolute(request.get_full_path())
            response["Link"] = f'<{hub}>; rel="hub", <{own}>; rel="self"'
        return response

    @property
    def hub(self) -> str:
        """The address of the hub, where it is told of changes of the feed."""
        return settings.WEBSUB_HUB_URL if self.is_pushed else ""

    def absolute(self, path: str) -> str:
        """Return the address of a path of the site."""
        return absolute_url(path, self.root_url)

    def feed_url(self, source: Any) -> str:
        """Return the address of the feed."""
        return self.absolute(self.request.path)

    def feed_guid(self, source: Any) -> str:
        """Return the permanent id of the feed, for all formats."""
        return urn(self.feed_uuid(source))

    @abstractmethod
    def feed_uuid(self, source: Any) -> UUID:
        """Return the UUID of the feed, from which its permanent id is made."""

    def description(self, source: Any) -> str:
        """Return the line below the title."""
        return self.newsroom.tagline or self.newsroom.name

    def author_name(self) -> str:
        """Return who is the author where an item names none."""
        return self.newsroom.name

    def feed_extra_kwargs(self, source: Any) -> dict[str, Any]:
        """Add the hub."""
        return {"hub": self.hub}


class StoryFeed(ReaderFeed):
    """The newest of some stories."""

    is_pushed = True

    @abstractmethod
    def stories(self, source: Any) -> ArticleQuerySet:
        """Return the stories, in any order."""

    def items(self, source: Any) -> list[ArticlePage]:
        """Return the newest stories, with what is shown of them fetched."""
        is_full = self.newsroom.feed_text == Newsroom.FeedText.FULL
        newest = list(self.stories(source).newest(FEED_ITEMS_LIMIT).for_feeds(text=is_full))
        fetch_renditions((story.lead_photo for story in newest), "lead")
        texts = feed_html(newest) if is_full else [""] * len(newest)
        self.texts = {story.pk: text for story, text in zip(newest, texts, strict=True)}
        return newest

    def item_title(self, story: ArticlePage) -> str:
        """Return the headline: plain text in every format."""
        return story.title

    def item_description(self, story: ArticlePage) -> str:
        """Return the summary as HTML."""
        return escape(summary(story))

    def item_link(self, story: ArticlePage) -> str:
        """Return the address of the story."""
        return story.full_url or self.root_url

    def item_guid(self, story: ArticlePage) -> str:
        """Return an id that neither a rename nor a move changes."""
        return urn(story.translation_key)

    def item_pubdate(self, story: ArticlePage) -> datetime | None:
        """Return when the story was published."""
        return story.published_at

    def item_updateddate(self, story: ArticlePage) -> datetime | None:
        """Return when its substance was changed last."""
        return story.modified_at

    def item_categories(self, story: ArticlePage) -> list[str]:
        """Return section, label and topics."""
        label = [story.get_label_display()] if story.label else []
        names = [story.section.title, *label, *(topic.name for topic in story.topics.all())]
        return list(dict.fromkeys(names))

    def item_comments(self, story: ArticlePage) -> str | None:
        """Return where its comments are, if readers see them."""
        return f"{self.item_link(story)}#comments" if story.commenting_here != "hidden" else None

    def item_enclosures(self, story: ArticlePage) -> list[Enclosure]:
        """Return the lead photo."""
        if (photo := self.photo(story)) is None:
            return []
        return [Enclosure(photo.url, str(photo.size), photo.content_type)]

    def item_extra_kwargs(self, story: ArticlePage) -> dict[str, Any]:
        """Add the full text, the plain summary, the authors and the photo."""
        authors = [
            FeedAuthor(author.name, self.absolute(author.get_absolute_url()))
            for author in story.writers
        ]
        return {
            "html": self.texts[story.pk],
            "summary": summary(story),
            "authors": authors,
            "photo": self.photo(story),
        }

    def photo(self, story: ArticlePage) -> FeedPhoto | None:
        """Return the lead photo as social cards show it."""
        if (file := social_picture(story.lead_photo)) is None:
            return None
        return FeedPhoto(
            self.absolute(url_of(file)),
            "image/jpeg",
            file.width,
            file.height,
            size_of(file),
            story.photo_credit,
            story.photo_caption,
        )


def size_of(file: PhotoRendition) -> int:
    """Return the bytes of a file on a disk; 0 for one in an object store, or that is gone."""
    if not isinstance(file.file.storage, FileSystemStorage):
        return 0
    try:
        return file.file.size
    except OSError:
        return 0


def derived_uuid(namespace: UUID, kind: str, number: int) -> UUID:
    """Return the UUID of something that has a number, within that of something else."""
    return uuid5(namespace, f"{kind}/{number}")
