"""Choosers and the admin's own API show to each role the objects of its lists."""

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


@pytest.mark.parametrize(("group", "is_named"), [("Comment moderators", False), ("Editors", True)])
def test_a_published_story_is_named_as_in_lists(section, client, group, is_named):
    story = ArticleFactory(parent=section, title="As readers know it", signals=True)
    story.title = "Drafted"
    story.save_revision()
    client.force_login(UserFactory(group=group))
    answers = [
        client.get(f"/admin/choose-page/{section.pk}/"),
        client.get("/admin/choose-page/search/?q=readers"),
        client.get(f"/admin/choose-page/chosen-multiple/?id={story.pk}"),
        client.post(
            "/admin/choose-external-link/",
            {"external-link-chooser-url": story.full_url, "external-link-chooser-link_text": "x"},
        ),
    ]
    assert [("Drafted" in answer.text) for answer in answers] == [is_named] * 4
    assert all(answer.status_code == 200 for answer in answers)
