"""What tests are made of is what Wagtail itself would have written."""

import pytest
from django.contrib.contenttypes.models import ContentType

from news.models import ArticlePage
from tests.factories import ArticleFactory, SectionFactory

# What no two pages share, and what is written by the clock.
OWN = {"id", "path", "translation_key", "page_ptr"}


def row(page):
    stored = type(page).objects.get(pk=page.pk)
    return {f.name: f.value_from_object(stored) for f in stored._meta.concrete_fields} | {
        "kind": ContentType.objects.get_for_id(stored.content_type_id).model,
        "parent": stored.get_parent().pk,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{}, {"draft": True}, {"authors": ["Mara Lind"]}])
def test_a_story_of_the_factory_is_the_row_that_wagtail_writes(section, fields):
    quick = ArticleFactory(parent=section, title="A story", slug="a-story", **fields)
    elsewhere = SectionFactory(slug="elsewhere", signals=True)
    whole = ArticlePage(title="A story", slug="a-story", published_at=quick.published_at)
    whole.live, whole.body = quick.live, ArticlePage.objects.get(pk=quick.pk).body
    elsewhere.add_child(instance=whole)
    differences = {
        name for name, value in row(quick).items() if value != row(whole)[name] and name not in OWN
    }
    assert differences == {"url_path", "section", "parent"}
    section.refresh_from_db()
    assert section.numchild == 1
