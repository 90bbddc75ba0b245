"""Build the demo newsroom from the files beside this module."""

import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Site

from home.models import HomePage
from news.models import ArticlePage, Author, Byline, Correction, Newsroom, SectionPage, Topic
from photos.models import Photo

HERE = Path(__file__).parent
CREDIT = "Illustration: The Ellery Courier"
LICENCE = "Byline demo, BSD-3-Clause"
SECTIONS = {
    "News": "What happened in Port Ellery and along the coast.",
    "Politics": "The council, the money and the arguments.",
    "Business": "Work, trade and the people who do it.",
    "Culture": "Books, music, pictures, and where to find them.",
    "Sport": "On the river, on the pitch and in cold water.",
}
Story = dict[str, Any]


def demo_stories() -> dict[str, Story]:
    """Return the demo's stories by slug, oldest first."""
    files = [path for path in (HERE / "content").glob("*.toml") if path.stem != "authors"]
    stories = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in files}
    return dict(sorted(stories.items(), key=lambda item: -item[1]["hours_ago"]))


class DemoNewsroom:
    """Put the demo into the database. What is there already is left as it is."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.stories = demo_stories()
        self.pages: dict[str, ArticlePage] = {}

    @transaction.atomic
    def build(self) -> int:
        """Build all of it or nothing; return the number of stories that were new."""
        self.name_newspaper()
        self.add_authors()
        sections = dict(self.add_sections())
        new = [slug for slug in self.stories if self.add_page(slug, sections)]
        # In a second round, since stories link to each other.
        for slug in new:
            self.write_story(slug)
        return len(new)

    def name_newspaper(self) -> None:
        """Give the newspaper its masthead where it still has the default one."""
        newsroom = Newsroom.for_site(Site.objects.get(is_default_site=True))
        if newsroom.name == Newsroom._meta.get_field("name").default:
            newsroom.name = "The Ellery Courier"
            newsroom.tagline = "News of Port Ellery and the coast since 1871"
            newsroom.publisher = "Courier Press Cooperative, Port Ellery"
            newsroom.footer = (
                "A fictional newspaper that shows what Byline can do. "
                "Every person, place and event in it is invented."
            )
            newsroom.save()

    def add_authors(self) -> None:
        """Add the people who write."""
        for author in tomllib.loads((HERE / "content/authors.toml").read_text("utf-8"))["authors"]:
            Author.objects.get_or_create(name=author.pop("name"), defaults=author)

    def add_sections(self) -> Iterator[tuple[str, SectionPage]]:
        """Add the sections under the front page and yield them by name."""
        home = HomePage.objects.get()
        for title, description in SECTIONS.items():
            section = SectionPage.objects.child_of(home).filter(title=title).first()
            if section is None:
                section = home.add_child(instance=SectionPage(title=title, description=description))
                section.save_revision().publish()
            yield title, section

    def add_page(self, slug: str, sections: dict[str, SectionPage]) -> bool:
        """Add a story's page, still without content; tell whether it is new."""
        section = sections[self.stories[slug]["section"]]
        page = ArticlePage.objects.child_of(section).filter(slug=slug).first()
        is_new = page is None
        if page is None:
            page = section.add_child(
                instance=ArticlePage(title=self.stories[slug]["headline"], slug=slug, live=False)
            )
        self.pages[slug] = page
        return is_new

    def write_story(self, slug: str) -> None:
        """Fill a story's page and publish it."""
        story, page = self.stories[slug], self.pages[slug]
        page.standfirst = story["standfirst"]
        page.label = story["label"].lower()
        page.published_at = self.ago(story["hours_ago"])
        if story["updated_hours_ago"]:
            page.updated_at = self.ago(story["updated_hours_ago"])
        page.lead_photo = self.photo(story["photo"])
        page.lead_caption = story["photo_caption"]
        page.topics = [Topic.objects.get_or_create(name=name)[0] for name in story["topics"]]
        page.bylines.set(
            Byline(author=Author.objects.get(name=byline["author"]), role=byline["role"])
            for byline in story["bylines"]
        )
        page.corrections.set(
            Correction(date=self.ago(24 * item["days_ago"]).date(), text=item["text"])
            for item in story.get("corrections", [])
        )
        page.body = [self.block(item.pop("type"), **item) for item in story["body"]]
        page.save()
        page.save_revision().publish()

    def ago(self, hours: float) -> datetime:
        """Return the moment so many hours before the demo was made."""
        return self.now - timedelta(hours=hours)

    def photo(self, slug: str) -> Photo:
        """Return the photo of that name, taken from the demo's files the first time."""
        title = slug.replace("-", " ").capitalize()
        if photo := Photo.objects.filter(title=title, licence=LICENCE).first():
            return photo
        with (HERE / f"pictures/{slug}.jpg").open("rb") as file:
            return Photo.objects.create(
                title=title,
                file=ImageFile(file, name=f"{slug}.jpg"),
                credit=CREDIT,
                licence=LICENCE,
                description=self.stories[slug]["photo_description"],
            )

    def block(self, kind: str, **value: Any) -> tuple[str, Any]:
        """Return a block of a story's body from its entry in the story's file."""
        match kind:
            case "paragraph":
                return kind, value["html"]
            case "photo":
                return kind, {**value, "photo": self.photo(value["photo"])}
            case "related" if "story" in value:
                return kind, {"story": Page(pk=self.pages[value["story"]].pk)}
            case "tweet":
                hours = value.pop("posted_hours_ago")
                url = value.pop("url")
                return kind, {**value, "source": url, "posted_on": self.ago(hours).date()}
        return kind, value
