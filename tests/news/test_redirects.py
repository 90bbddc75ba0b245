"""Old addresses of stories, authors and topics."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from news.models import Byline
from tests.factories import ArticleFactory, AuthorFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def renamed(section, django_capture_on_commit_callbacks):
    """A story that an editor has given another slug."""
    story = ArticleFactory(parent=section, slug="ferry", signals=True)
    story.slug = "ferry-sold-to-rival"
    with django_capture_on_commit_callbacks(execute=True):
        story.save_revision().publish()
    return story


def test_an_old_address_leads_to_the_new_one(renamed, client):
    response = client.get("/news/ferry/")
    assert (response.status_code, response.url) == (301, "/news/ferry-sold-to-rival/")


def hide(story, **fields):
    type(story).objects.filter(pk=story.pk).update(**fields)


HIDDEN = {
    "embargoed": lambda story: hide(story, published_at=timezone.now() + timedelta(1)),
    "expired": lambda story: hide(story, expire_at=timezone.now() - timedelta(1)),
    "unpublished": lambda story: story.unpublish(),
    "in a section that is gone": lambda story: story.get_parent().unpublish(),
    "restricted": lambda story: PageViewRestriction.objects.create(
        page=story, restriction_type="login"
    ),
}


@pytest.mark.parametrize("change", HIDDEN)
def test_an_old_address_gives_no_new_one_away_that_readers_may_not_see(renamed, client, change):
    HIDDEN[change](renamed)
    for address in ("/news/ferry/", "/news/ferry/?a=b", "/News/ferry"):
        response = client.get(address, follow=True)
        assert response.status_code in {404, 410}
        assert "rival" not in str([response.redirect_chain, response.headers, response.text])


def test_who_may_read_a_restricted_story_is_led_on(renamed, client):
    HIDDEN["restricted"](renamed)
    client.force_login(UserFactory())
    assert client.get("/news/ferry/").url == "/news/ferry-sold-to-rival/"


@pytest.mark.parametrize("link", ["/authors/", "https://elsewhere.example/"])
def test_addresses_that_an_editor_leads_elsewhere_are_led_there(client, link):
    Redirect.add_redirect("/old/", link)
    assert client.get("/old/").url == link


SUBJECTS = {"authors": AuthorFactory, "topics": TopicFactory}


def rename(subject, *slugs):
    for slug in slugs:
        subject.slug = slug
        subject.save()


def with_story(section, kind, subject):
    story = ArticleFactory(parent=section, about=[subject] if kind == "topics" else None)
    if kind == "authors":
        Byline.objects.create(article=story, author=subject)
    return story


@pytest.mark.parametrize("kind", SUBJECTS)
def test_the_old_addresses_of_an_author_or_a_topic_lead_to_the_new_one(section, client, kind):
    subject = SUBJECTS[kind](slug="one")
    with_story(section, kind, subject)
    rename(subject, "two", "three")
    for slug in ("one", "two"):
        response = client.get(f"/{kind}/{slug}/")
        assert (response.status_code, response.url) == (301, f"/{kind}/three/")
    rename(subject, "one")
    assert client.get(f"/{kind}/one/").status_code == 200
    assert client.get(f"/{kind}/three/").url == f"/{kind}/one/"


@pytest.mark.parametrize("kind", SUBJECTS)
def test_they_give_no_name_away_that_readers_see_nowhere(section, client, kind):
    subject = SUBJECTS[kind](slug="one")
    story = with_story(section, kind, subject)
    rename(subject, "rival")
    story.unpublish()
    response = client.get(f"/{kind}/one/")
    assert response.status_code == 404
    assert "rival" not in response.text
