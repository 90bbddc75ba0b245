"""The sections and authors that imported stories belong to, found or made."""

from collections import defaultdict
from collections.abc import Container
from itertools import batched, count

from django.core.management import CommandError
from wagtail.models import Page, Site

from importers.saved_pages.story import normalise
from news.models import ArticlePage, Author, SectionPage
from news.rules import Rule
from news.slugs import reserved_slugs, slug_of
from recyclebin.models import IS_DELETED


class ImportTargets:
    """Find sections and authors by name, each once in a transaction.

    The cache must be cleared (`clear_cache`) when a story could not be stored: the
    author or section may have been made with it, or deleted meanwhile.
    """

    def __init__(self) -> None:
        site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
        home = site.root_page.specific if site else None
        if home is None or SectionPage not in home.allowed_subpage_models():
            message = "The default site has no front page that sections could stand under."
            raise CommandError(message)
        self.home: Page = home
        self.clear_cache()

    def clear_cache(self) -> None:
        """Clear the cache."""
        self._sections: dict[str, int] = {}
        self._authors: dict[str, int] | None = None
        self.begin()

    def begin(self) -> None:
        """Forget what was found in the last transaction: somebody may have changed it since."""
        self._found_sections: dict[str, SectionPage] = {}
        self._found_authors: dict[str, Author] = {}
        self._slugs: defaultdict[int, set[str]] = defaultdict(set)
        self._blocking_rules: frozenset[Rule] | None = None

    @property
    def blocking_rules(self) -> frozenset[Rule]:
        """The rules of the newsroom that keep stories from being published."""
        if self._blocking_rules is None:
            self._blocking_rules = ArticlePage.blocking_rules(self.home)
        return self._blocking_rules

    def lock(self) -> None:
        """Wait until no other import stores a story, and let none until the transaction ends.

        SQLite has one writer anyway; elsewhere the front page's row is what they queue for.
        """
        self.begin()
        Page.objects.select_for_update().get(pk=self.home.pk)

    def free_slug(self, section: SectionPage, headline: str) -> str:
        """Return the slug of a new story, which no other of the transaction gets."""
        taken = self._slugs[section.pk]
        slug = free_page_slug(section, headline, reserved=taken)
        taken.add(slug)
        return slug

    def section(self, name: str) -> SectionPage | None:
        """Return the section of that name, or None."""
        key = normalise(name)
        if key not in self._found_sections and (found := self._find_section(key)):
            self._found_sections[key] = found
        return self._found_sections.get(key)

    def _find_section(self, key: str) -> SectionPage | None:
        """Return the section of a name, fresh from the database, or None."""
        if (
            known := SectionPage.objects.exclude(IS_DELETED)
            .filter(pk=self._sections.get(key, 0))
            .first()
        ):
            return known
        sections = SectionPage.objects.child_of(self.home).order_by("path")
        found = next((page for page in sections if normalise(page.title) == key), None)
        if found:
            self._sections[key] = found.pk
        return found

    def author(self, name: str) -> Author | None:
        """Return the author of that name, or None."""
        key = normalise(name)
        if key not in self._found_authors and (found := self._find_author(name)):
            self._found_authors[key] = found
        return self._found_authors.get(key)

    def _find_author(self, name: str) -> Author | None:
        """Return the author of a name, fresh from the database, or None."""
        if self._authors is None:
            # Not every database compares "Élodie" and "ÉLODIE" as equal.
            rows = Author.objects.order_by("-pk").values_list("name", "pk")
            self._authors = {normalise(known): pk for known, pk in rows}
        key = normalise(name)
        if known := Author.objects.filter(pk=self._authors.get(key, 0)).first():
            return known
        # Another process may have made one since.
        found = Author.objects.filter(name=name).order_by("pk").first()
        if found:
            self._authors[key] = found.pk
        return found

    def make_author(self, name: str) -> Author:
        """Create an author."""
        author = Author.objects.create(name=name)
        if self._authors is not None:
            self._authors[normalise(name)] = author.pk
        return author

    def make_section(self, name: str) -> SectionPage:
        """Create and publish a section."""
        home = Page.objects.get(pk=self.home.pk)  # its count of children is fresh
        slug = free_page_slug(home, name, reserved=reserved_slugs())
        section = SectionPage(title=name, slug=slug, live=False)
        home.add_child(instance=section)
        section.save_revision().publish()
        return section


def free_page_slug(parent: Page, title: str, *, reserved: Container[str] = ()) -> str:
    """Return an address for the title that no page under the parent has, and that is not reserved.

    As Wagtail makes it, but with few queries however often the same headline comes, and
    with an address where the title has no letters at all.
    """
    base = slug_of(title)[:240].strip("-") or "story"
    if base not in reserved and not parent.get_children().filter(slug=base).exists():
        return base
    for numbers in batched(count(2), 500):
        slugs = [f"{base}-{number}" for number in numbers]
        taken = set(parent.get_children().filter(slug__in=slugs).values_list("slug", flat=True))
        free = (slug for slug in slugs if slug not in taken and slug not in reserved)
        if found := next(free, None):
            return found
    raise AssertionError("there is always another number")
