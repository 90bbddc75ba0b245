"""Deletion of stories, authors and topics, and its side effects."""

import pytest
from django.urls import reverse

from news.models import ArticlePage, Author, Byline, SectionPage
from tests.factories import ArticleFactory, AuthorFactory

pytestmark = pytest.mark.django_db


def test_a_section_is_deleted_with_its_stories(section):
    ArticleFactory(parent=section)
    section.delete()
    assert not ArticlePage.objects.exists()
    assert not SectionPage.objects.exists()


def test_an_author_whose_name_stands_over_a_story_cannot_be_deleted(section, client, admin_user):
    Byline.objects.create(article=ArticleFactory(parent=section), author=AuthorFactory())
    client.force_login(admin_user)
    author = Author.objects.get()
    client.post(reverse("wagtailsnippets_news_author:delete", args=[author.pk]))
    assert Author.objects.get() == author
