"""The feeds of all stories, and of sections, topics and authors."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest

from news.feeds.base import StoryFeed, derived_uuid
from news.models import ArticlePage, Author, Newsroom, SectionPage, Topic
from news.models.subjects import Subject
from news.querysets import ArticleQuerySet, pages_tags


class AllStoriesFeed(StoryFeed):
    """All stories of the newspaper."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Newsroom:
        """Return the newsroom."""
        return self.newsroom

    def feed_uuid(self, source: Newsroom) -> UUID:
        """Return the UUID of the front page."""
        return self.site_uuid

    def title(self, source: Newsroom) -> str:
        """Return the name of the newspaper."""
        return source.name

    def link(self, source: Newsroom) -> str:
        """Return the address of the front page."""
        return self.absolute("/")

    def stories(self, source: Newsroom) -> ArticleQuerySet:
        """Return all stories, without aliases."""
        return ArticlePage.objects.published().originals()


class SectionFeed(StoryFeed):
    """The stories of a section."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> SectionPage:
        """Find the section. Raises DoesNotExist where readers do not see it."""
        number = kwargs["number"]
        return SectionPage.objects.published(on=pages_tags([number])).get(pk=number)

    def feed_uuid(self, section: SectionPage) -> UUID:
        """Return the UUID of the section's page."""
        return section.translation_key

    def title(self, section: SectionPage) -> str:
        """Return the names of section and newspaper."""
        return f"{section.title} – {self.newsroom.name}"

    def link(self, section: SectionPage) -> str:
        """Return the address of the section."""
        return section.full_url

    def description(self, section: SectionPage) -> str:
        """Return the section's own line."""
        return section.seo_description or self.title(section)

    def stories(self, section: SectionPage) -> ArticleQuerySet:
        """Return the section's stories."""
        return section.stories()


class SubjectFeed(StoryFeed):
    """The stories of a topic or an author."""

    model: ClassVar[type[Subject]]

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Subject:
        """Find the subject. Raises DoesNotExist where it has no published story."""
        return self.model.objects.published().get(pk=kwargs["number"])

    def feed_uuid(self, subject: Subject) -> UUID:
        """Return a UUID made of that of the front page, the model and the id."""
        return derived_uuid(self.site_uuid, self.model.__name__.lower(), subject.pk)

    def title(self, subject: Subject) -> str:
        """Return the names of subject and newspaper."""
        return f"{subject} – {self.newsroom.name}"

    def link(self, subject: Subject) -> str:
        """Return the address of the subject's page."""
        return self.absolute(subject.get_absolute_url())

    def stories(self, subject: Subject) -> ArticleQuerySet:
        """Return the subject's stories."""
        return subject.stories()


class TopicFeed(SubjectFeed):
    """The stories on a topic."""

    model = Topic

    def description(self, topic: Topic) -> str:
        """Return the topic's description."""
        return topic.description or self.title(topic)


class AuthorFeed(SubjectFeed):
    """The stories of an author."""

    model = Author

    def description(self, author: Author) -> str:
        """Return the author's bio."""
        return author.bio or author.job_title or self.title(author)
