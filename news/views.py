"""The pages of authors and topics."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from byline.pagecache import mark_cacheable
from byline.sites import full_url
from news.models import Author, Topic
from news.models.subjects import Subject
from news.pagination import page_of
from photos.models import Photo
from photos.renditions import fetch_renditions

STORIES_PER_PAGE = 20
NAMES_PER_PAGE = 100


def authors(request: HttpRequest) -> HttpResponse:
    """List the authors with a published story."""
    mark_cacheable(request, "page")
    people = Author.objects.published().select_related("portrait")
    page = page_of(people, request, NAMES_PER_PAGE)
    fetch_renditions((author.portrait for author in page), "portrait")
    return show(request, "news/authors.html", {"authors": page}, page.number)


def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an author and their stories."""
    mark_cacheable(request, "page")
    people = Author.objects.published().select_related("portrait")
    person = get_object_or_404(people, slug=slug)
    return show_stories(request, "news/author.html", person, person.portrait)


def topics(request: HttpRequest) -> HttpResponse:
    """List the topics with a published story."""
    mark_cacheable(request, "page")
    page = page_of(Topic.objects.published(), request, NAMES_PER_PAGE)
    return show(request, "news/topics.html", {"topics": page}, page.number)


def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a topic's stories."""
    mark_cacheable(request, "page")
    found = get_object_or_404(Topic.objects.published(), slug=slug)
    return show_stories(request, "news/topic.html", found)


def show_stories(
    request: HttpRequest, template: str, subject: Subject, *photos: Photo | None
) -> HttpResponse:
    """Show a page of a subject's stories; `photos` are the subject's own, for portraits."""
    page = page_of(subject.stories().for_cards(), request, STORIES_PER_PAGE)
    shown = [*photos, *(story.lead_photo for story in page)]
    fetch_renditions(shown, "portrait", "card")
    return show(request, template, {"subject": subject, "stories": page}, page.number)


def show(request: HttpRequest, template: str, context: dict[str, Any], number: int) -> HttpResponse:
    """Render a page of a list, with its canonical URL at the site's own host."""
    canonical_url = full_url(request, request.path)
    if number > 1:
        canonical_url += f"?page={number}"
    return render(request, template, {**context, "canonical_url": canonical_url})
