"""Permissions of the newsroom's roles."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from news.models import ArticlePage, Author, Byline, Topic
from tests.factories import ArticleFactory, AuthorFactory, UserFactory
from tests.news.editing import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporter(client):
    """The desk of a reporter, who may not publish."""
    return Desk(client, UserFactory(group="Reporters"))


def add_url(model):
    return reverse(model.snippet_viewset.get_url_name("add"))


def test_a_reporter_writes_a_draft(section, reporter):
    assert reporter.add(section, "draft", slug="draft").status_code == 302
    story = ArticlePage.objects.get(slug="draft")
    assert not story.live
    assert reporter.client.get(f"/admin/pages/{story.pk}/edit/").status_code == 200


def test_a_reporter_who_posts_publish_all_the_same_publishes_nothing(section, reporter):
    reporter.add(section, "publish", slug="draft")
    assert not ArticlePage.objects.filter(live=True).exists()


def test_a_reporter_does_not_change_what_readers_see(section, reporter):
    story = ArticleFactory(parent=section, standfirst="As it was.")
    reporter.edit(story, "publish", standfirst="As it is.")
    story.refresh_from_db()
    assert story.standfirst == "As it was."


def test_a_reporters_story_is_submitted_and_an_editor_approves_it(section, reporter, editor):
    reporter.add(section, "submit", slug="draft")
    story = ArticlePage.objects.get(slug="draft")
    task = story.current_workflow_task_state
    assert not story.live
    assert task.task.name == "Approval by an editor"
    reporter.client.force_login(editor)
    url = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", task.pk])
    assert reporter.client.post(url, {"comment": ""}).status_code == 302
    story.refresh_from_db()
    assert story.live
    assert story.published_at is not None


def test_a_reporter_does_not_approve(section, reporter):
    reporter.add(section, "submit", slug="draft")
    story = ArticlePage.objects.get(slug="draft")
    task = story.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", task.pk])
    reporter.client.post(url, {"comment": ""})
    story.refresh_from_db()
    assert not story.live


def test_an_editor_publishes(section, desk):
    desk.add(section, slug="story")
    assert ArticlePage.objects.get(slug="story").live


@pytest.mark.parametrize("group", ["Reporters", "Editors"])
@pytest.mark.parametrize("model", [Author, Topic])
def test_whoever_writes_adds_authors_and_topics(client, group, model):
    client.force_login(UserFactory(group=group))
    data = {"name": "Mara Lind", "job_title": "", "bio": "", "description": "", "slug": ""}
    assert client.post(add_url(model), data).status_code == 302
    assert model.objects.get().name == "Mara Lind"
    assert model.objects.get().slug == "mara-lind"


def test_an_editor_deletes_an_author_and_a_reporter_does_not(client, editor):
    author = AuthorFactory()
    url = reverse(Author.snippet_viewset.get_url_name("delete"), args=[author.pk])
    client.force_login(UserFactory(group="Reporters"))
    client.post(url)
    assert Author.objects.exists()
    client.force_login(editor)
    client.post(url)
    assert not Author.objects.exists()


def test_the_author_of_a_story_cannot_be_deleted(section, client, editor):
    Byline.objects.create(article=ArticleFactory(parent=section), author=AuthorFactory())
    client.force_login(editor)
    author = Author.objects.get()
    client.post(reverse(Author.snippet_viewset.get_url_name("delete"), args=[author.pk]))
    assert Author.objects.exists()


def test_an_editor_changes_the_masthead_and_a_reporter_does_not(client, editor):
    url = reverse("wagtailsettings:edit", args=["news", "newsroom"])
    client.force_login(UserFactory(group="Reporters"))
    assert client.get(url, follow=True).redirect_chain[-1][0] == "/admin/"
    client.force_login(editor)
    form = client.get(url, follow=True)
    account = {"name": "Mastodon", "url": "https://social.example/@courier"}
    data = {"name": "The Courier", "feed_text": "full"}
    data["social_accounts"] = inline_formset([account])
    client.post(form.request["PATH_INFO"], nested_form_data(data))
    page = client.get("/").text
    assert "The Courier" in page
    assert "https://social.example/@courier" in page


@pytest.mark.parametrize("path", ["", "pages/", "snippets/news/author/", "images/", "reports/"])
def test_whoever_is_not_signed_in_is_sent_to_sign_in(client, path):
    response = client.get(f"/admin/{path}")
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


def test_a_user_of_no_group_does_not_get_into_the_admin(client):
    client.force_login(UserFactory())
    response = client.get("/admin/")
    assert response.status_code == 302
    assert "/admin/login/" in response["Location"]


def test_a_posted_story_of_somebody_not_signed_in_is_not_stored(section, client):
    url = reverse("wagtailadmin_pages:add", args=["news", "articlepage", section.pk])
    assert client.post(url, {"title": "Mine", "action-publish": "1"}).status_code == 302
    assert not ArticlePage.objects.exists()
