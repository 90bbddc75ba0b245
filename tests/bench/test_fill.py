"""The synthetic newsroom is a newsroom: what readers would meet in a real one."""

import io

import pytest
from django.core.management.base import OutputWrapper
from wagtail.models import Page

from bench.fill import fill
from comments.models import ReaderComment
from news.models import ArticlePage
from search.models import Entry

STORIES, COMMENTS = 120, 400


@pytest.mark.django_db
def test_a_synthetic_newsroom_is_as_whole_as_one_that_editors_filled(client):
    about = fill(STORIES, COMMENTS, OutputWrapper(io.StringIO()), pictures=False)
    assert ArticlePage.objects.published().count() == STORIES
    assert Entry.objects.count() == STORIES
    assert ReaderComment.objects.count() == COMMENTS
    for name, address in about["pages"].items():
        assert client.get(address).status_code == 200, name
    assert len(about["asked"]) == STORIES // 5
    for address in [*about["asked"][::8], *about["sections"]]:
        assert client.get(address).status_code == 200, address
    story = ArticlePage.objects.get(url_path=f"/home{about['pages']['story, 100 comments']}")
    assert ReaderComment.objects.approved().filter(story=story).count() == 100
    for root in ReaderComment.objects.roots():
        assert root.reply_count == ReaderComment.objects.approved().descendants(root.path).count()
    story.section.add_child(instance=ArticlePage(title="By hand", slug="by-hand"))
    assert Page.find_problems() == ([], [], [], [], [])
