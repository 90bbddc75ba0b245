"""Choosers and the admin's own API show each role what its lists would."""

import pytest

from tests.factories import ArticleFactory, UserFactory, hidden_stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def stories(section):
    shown = ArticleFactory(parent=section, title="Shown to all", signals=True)
    return shown, hidden_stories(section, signals=True)


def addresses(section):
    return [
        f"/admin/choose-page/{section.pk}/",
        "/admin/choose-page/search/?q=hidden",
        "/admin/choose-page/?page_type=news.ArticlePage",
        f"/admin/api/main/pages/?child_of={section.pk}",
        "/admin/api/main/pages/?search=hidden",
        "/admin/api/main/pages/?for_explorer=1",
    ]


def test_a_moderator_of_comments_chooses_among_what_readers_see(section, stories, client):
    client.force_login(UserFactory(group="Comment moderators"))
    shown, hidden = stories
    for address in addresses(section):
        text = client.get(address).text
        assert not [story.title for story in hidden if story.title in text], address
    assert shown.title in client.get(addresses(section)[0]).text
    for story in hidden:
        for address in (f"/admin/choose-page/{story.pk}/", f"/admin/api/main/pages/{story.pk}/"):
            assert story.title not in client.get(address).text, address


@pytest.mark.parametrize("group", ["Reporters", "Editors"])
def test_who_has_drafts_in_lists_chooses_among_them(section, stories, client, group):
    client.force_login(UserFactory(group=group))
    _shown, hidden = stories
    text = client.get(f"/admin/choose-page/{section.pk}/").text
    assert all(story.title in text for story in hidden[:4])
