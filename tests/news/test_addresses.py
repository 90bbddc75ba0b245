"""Addresses of the site's own, which no page may take."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from home.models import HomePage
from news.models import ArticlePage, SectionPage
from news.slugs import reserved_slugs, slug_of
from tests.factories import SectionFactory, TopicFactory
from tests.news.editing import form_data

pytestmark = pytest.mark.django_db

TAKEN = ["authors", "topics", "read", "admin", "documents", "media", "static"]


def section_data(title, slug):
    data = {"title": title, "slug": slug, "description": "", "colour": "red", "commenting": "open"}
    nested = {name: inline_formset([]) for name in ("placements", "comments")}
    return {**nested_form_data(data | nested), "action-publish": "1"}


def add_section(client, **fields):
    url = reverse("wagtailadmin_pages:add", args=["news", "sectionpage", HomePage.objects.get().pk])
    return client.post(url, section_data(**fields))


def test_reserved_slugs_are_those_of_the_sites_addresses():
    assert set(TAKEN) <= reserved_slugs()
    assert not {"news", "recent", "about", ""} & reserved_slugs()


@pytest.mark.parametrize("slug", TAKEN)
def test_a_section_does_not_take_an_address_of_the_sites_own(client, editor, slug):
    client.force_login(editor)
    response = add_section(client, title="Ours", slug=slug)
    assert response.status_code == 200
    assert f"“{slug}” is an address of the site’s own".replace("’", "&#x27;") in response.text
    assert not SectionPage.objects.exists()


def test_a_slug_made_from_the_title_is_looked_at_too(client, editor):
    client.force_login(editor)
    assert add_section(client, title="Authors", slug="").status_code == 200
    assert not SectionPage.objects.exists()


def test_any_other_address_is_free(client, editor):
    client.force_login(editor)
    assert add_section(client, title="Culture", slug="culture").status_code == 302
    assert SectionPage.objects.get().slug == "culture"


def test_a_copy_does_not_take_such_an_address_either(client, admin_user):
    section = SectionFactory(slug="culture")
    client.force_login(admin_user)
    data = {"new_title": "Copy", "new_slug": "topics", "new_parent_page": section.get_parent().pk}
    response = client.post(reverse("wagtailadmin_pages:copy", args=[section.pk]), data)
    assert response.status_code == 200
    assert SectionPage.objects.count() == 1


def test_a_story_may_have_any_slug(section, client, editor):
    client.force_login(editor)
    url = reverse("wagtailadmin_pages:add", args=["news", "articlepage", section.pk])
    assert client.post(url, form_data(title="Authors", slug="authors")).status_code == 302
    assert ArticlePage.objects.get().slug == "authors"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Growth at 8.1%", "growth-at-8-1"),
        ("$1.8bn for 9/11 at 14:30", "1-8bn-for-9-11-at-14-30"),
        ("1,000 boats", "1000-boats"),
        ("U.S.A. 5.", "usa-5"),
        ("Über 3.5", "über-3-5"),
    ],
)
def test_numbers_in_a_slug_stay_readable(title, slug):
    assert slug_of(title) == slug


def test_numbers_in_the_address_of_a_topic_stay_readable(db):
    assert TopicFactory(name="Windows 8.1").slug == "windows-8-1"
