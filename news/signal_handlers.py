"""What follows when stories change."""

from typing import Any

from django.db.models.signals import post_save
from wagtail.models import Page, Revision
from wagtail.signals import page_published, post_page_move

from news.models import ArticlePage, Author, SectionPage
from photos.tasks import make_pictures_soon


def connect() -> None:
    """Connect every handler."""
    post_page_move.connect(keep_section, dispatch_uid="news.keep_section")
    page_published.connect(
        untick_substantial_update,
        sender=ArticlePage,
        dispatch_uid="news.untick_substantial_update",
    )
    page_published.connect(
        make_pictures_of, sender=ArticlePage, dispatch_uid="news.make_pictures_of"
    )
    post_save.connect(make_portrait_of, sender=Author, dispatch_uid="news.make_portrait_of")


def keep_section(instance: Page, parent_page_after: Page, **kwargs: Any) -> None:
    """Give a moved story the section it was moved to."""
    if instance.specific_class is ArticlePage:
        section = SectionPage.objects.get(pk=parent_page_after.pk)
        ArticlePage.objects.filter(pk=instance.pk).update(section=section)


def untick_substantial_update(revision: Revision, **kwargs: Any) -> None:
    """Take the tick out of a revision that was published: its update has been shown.

    Otherwise the next form would come ticked, and publishing it again would be an update.
    """
    if revision.content.get("substantial_update"):
        revision.content["substantial_update"] = False
        revision.save(update_fields=["content"])


def make_pictures_of(instance: ArticlePage, **kwargs: Any) -> None:
    """Make a published story's picture files, so that its first reader need not wait."""
    make_pictures_soon(instance.every_picture())


def make_portrait_of(instance: Author, **kwargs: Any) -> None:
    """Make the files of an author's portrait."""
    if instance.portrait:
        make_pictures_soon([(instance.portrait, "portrait")])
