"""Build the demo newsroom from the files beside this module."""

import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Site

from home.demo.conversation import TomlTable, add_comments
from home.demo.files import demo_document, demo_photo
from home.demo.readers import add_readers
from home.models import HomePage, StandardPage
from news.models import (
    ArticlePage,
    Author,
    Byline,
    Correction,
    Newsroom,
    ReadNext,
    SectionPage,
    Topic,
)
from photos.models import Photo

CONTENT_DIR = Path(__file__).parent / "content"


def demo_entries(kind: str) -> list[TomlTable]:
    """Return the entries of a file: the authors, topics, sections or pages of the demo."""
    return tomllib.loads((CONTENT_DIR / f"{kind}.toml").read_text("utf-8"))[kind]


def demo_stories() -> dict[str, TomlTable]:
    """Return the demo's stories by slug, oldest first."""
    files = (CONTENT_DIR / "stories").glob("*.toml")
    stories = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in files}
    return dict(sorted(stories.items(), key=lambda item: -item[1]["hours_ago"]))


class DemoNewsroom:
    """Adds the demo to the database. Existing objects stay as they are."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.stories = demo_stories()
        self.pages: dict[str, ArticlePage] = {}

    @transaction.atomic
    def build(self) -> int:
        """Build all of it or nothing; return the number of added stories."""
        name_newspaper()
        self.add_subjects()
        home = HomePage.objects.get()
        sections = dict(self.add_sections(home))
        new = [slug for slug in self.stories if self.add_story(slug, sections)]
        # After all pages exist, since stories link to each other.
        for slug in new:
            self.write_story(self.pages[slug], **self.stories[slug])
        add_comments([self.pages[slug] for slug in new])
        add_readers([self.pages[slug] for slug in new])
        for entry in demo_entries("pages"):
            self.add_standard_page(home, **entry)
        return len(new)

    def add_subjects(self) -> None:
        """Add the authors and the topics."""
        for entry in demo_entries("topics"):
            Topic.objects.get_or_create(name=entry.pop("name"), defaults=entry)
        for entry in demo_entries("authors"):
            name, description = entry.pop("name"), entry.pop("portrait_description")
            if not Author.objects.filter(name=name).exists():
                entry["portrait"] = demo_photo(f"portraits/{entry['portrait']}", description)
                Author.objects.create(name=name, **entry)

    def add_sections(self, home: HomePage) -> Iterator[tuple[str, SectionPage]]:
        """Add the sections under the front page and yield them by name."""
        for entry in demo_entries("sections"):
            title = entry.pop("name")
            section = SectionPage.objects.child_of(home).filter(title=title).first()
            if section is None:
                section = home.add_child(instance=SectionPage(title=title, **entry))
                section.save_revision().publish()
            yield title, section

    def add_standard_page(self, home: HomePage, *, body: list[TomlTable], **entry: Any) -> None:
        """Add a standard page."""
        if not StandardPage.objects.child_of(home).filter(slug=entry["slug"]).exists():
            page = StandardPage(**entry, body=[self.block(**item) for item in body])
            home.add_child(instance=page)
            page.save_revision().publish()

    def add_story(self, slug: str, sections: dict[str, SectionPage]) -> bool:
        """Add the page of a story, still empty; return whether it is new."""
        section = sections[self.stories[slug]["section"]]
        page = ArticlePage.objects.child_of(section).filter(slug=slug).first()
        is_new = page is None
        if page is None:
            page = section.add_child(
                instance=ArticlePage(title=self.stories[slug]["headline"], slug=slug, live=False)
            )
        self.pages[slug] = page
        return is_new

    def write_story(self, page: ArticlePage, **story: Any) -> None:
        """Fill a story's page and publish it."""
        page.standfirst = story["standfirst"]
        page.label = story["label"].lower()
        page.sponsor = story.get("sponsor", "")
        page.published_at = self.ago(story["hours_ago"])
        if story["updated_hours_ago"]:
            page.updated_at = self.ago(story["updated_hours_ago"])
        page.lead_photo = self.lead_photo(page.slug)
        page.lead_caption = story["photo_caption"]
        page.topics = list(Topic.objects.filter(name__in=story["topics"]))
        page.bylines.set(
            Byline(author=Author.objects.get(name=byline["author"]), role=byline["role"])
            for byline in story["bylines"]
        )
        page.corrections.set(
            Correction(date=self.ago(24 * item["days_ago"]).date(), text=item["text"])
            for item in story.get("corrections", [])
        )
        page.read_next.set(ReadNext(story=self.pages[s]) for s in story.get("read_next", []))
        page.body = [self.block(**item) for item in story["body"]]
        page.save()
        page.save_revision().publish()

    def ago(self, hours: float) -> datetime:
        """Return the time this many hours before the demo was built."""
        return self.now - timedelta(hours=hours)

    def block(self, *, type: str, **entry: Any) -> tuple[str, Any]:  # noqa: A002
        """Return a block of a body from its entry in a file."""
        return type, getattr(self, f"{type}_value", dict)(**entry)

    def photo_value(self, photo: str, **entry: Any) -> TomlTable:
        """Return a photo block: the lead photo of another story."""
        return {**entry, "photo": self.lead_photo(photo)}

    def lead_photo(self, slug: str) -> Photo:
        """Return the lead photo of a story."""
        story = self.stories[slug]
        return demo_photo(story["photo"], story["photo_description"])

    def related_value(self, story: str = "", **entry: Any) -> TomlTable:
        """Return a link to another of the stories, or to one elsewhere."""
        return {"story": Page(pk=self.pages[story].pk)} if story else entry

    def tweet_value(self, url: str, posted_hours_ago: float, **entry: Any) -> TomlTable:
        """Return a tweet, dated relative to the demo."""
        return {**entry, "source": url, "posted_on": self.ago(posted_hours_ago).date()}

    @staticmethod
    def paragraph_value(html: str) -> str:
        """Return the value of a paragraph block."""
        return html

    @staticmethod
    def heading_value(text: str) -> str:
        """Return the value of a heading block."""
        return text

    @staticmethod
    def fact_box_value(title: str, html: str) -> TomlTable:
        """Return the value of a fact box block."""
        return {"title": title, "text": html}

    @staticmethod
    def table_value(title: str, rows: list[list[str]], source: str) -> TomlTable:
        """Return a table whose first row is its header."""
        return {"table": {"data": rows, "table_caption": title}, "source": source}

    @staticmethod
    def document_value(file: str, title: str) -> TomlTable:
        """Return a file to download."""
        return {"document": demo_document(file, title), "title": title}

    @staticmethod
    def gallery_value(title: str, photos: list[TomlTable]) -> TomlTable:
        """Return the pictures with their captions."""
        shown = [
            {"photo": demo_photo(item["photo"], item["description"]), "caption": item["caption"]}
            for item in photos
        ]
        return {"title": title, "photos": shown}

    @staticmethod
    def embed_value(url: str, still: str, still_description: str, **entry: Any) -> TomlTable:
        """Return a video with a still picture."""
        words = {name: entry[name] for name in ("title", "author", "caption")}
        return {**words, "source": url, "still": demo_photo(still, still_description)}


def name_newspaper() -> None:
    """Name the newspaper, unless its name was changed."""
    newsroom = Newsroom.for_site(Site.objects.get(is_default_site=True))
    if newsroom.name == Newsroom._meta.get_field("name").default:
        newsroom.name = "The Ellery Courier"
        newsroom.tagline = "News of Port Ellery and the coast since 1871"
        newsroom.publisher = "Courier Press Cooperative, Port Ellery"
        newsroom.contact_email = "newsdesk@ellerycourier.example"
        newsroom.footer = (
            "A fictional newspaper that shows what Byline can do. "
            "Every person, place and event in it is invented."
        )
        newsroom.save()
