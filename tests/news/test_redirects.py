"""Old addresses of stories."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from tests.factories import ArticleFactory, UserFactory

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
        assert response.status_code == 404
        assert "rival" not in str([response.redirect_chain, response.headers, response.text])


def test_who_may_read_a_restricted_story_is_led_on(renamed, client):
    HIDDEN["restricted"](renamed)
    client.force_login(UserFactory())
    assert client.get("/news/ferry/").url == "/news/ferry-sold-to-rival/"


@pytest.mark.parametrize("link", ["/authors/", "https://elsewhere.example/"])
def test_addresses_that_an_editor_leads_elsewhere_are_led_there(client, link):
    Redirect.add_redirect("/old/", link)
    assert client.get("/old/").url == link
