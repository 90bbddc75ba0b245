"""Plugins give stories other headlines on the front page, and show panels in its form."""

import pytest
from django.utils.html import format_html

from byline.plugins import AdminPanel, hookimpl
from byline.plugins.testing import loaded, without
from tests.factories import ArticleFactory, UserFactory
from tests.home.placing import add_stories, front_page
from tests.readership.reading import read_by

pytestmark = pytest.mark.django_db
FORM = "/admin/pages/{}/edit/"


@pytest.fixture(autouse=True)
def _no_headline_tests():
    with without("headline_test"):
        yield


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section, title="Ferry crosses")


def plugin(headlines=None, panels=()):
    class Hooks:
        @hookimpl
        def front_headlines():
            return [headlines] if headlines else []

        @hookimpl
        def front_page_panels():
            return panels

    return loaded(Hooks)


def texts(page):
    return [link.get_text() for link in page.main.select("article a[href], li a[href]")]


def test_a_story_has_another_headline_on_the_front_page_and_nowhere_else(read, section, story):
    def headlines(stories):
        return {one.pk: format_html("<b>{}</b> now", one.title) for one in stories}

    with plugin(headlines):
        assert read("/").select_one(".card__link b").text == "Ferry crosses"
        for address in (section.url, story.url, "/search/?q=ferry"):
            assert "<b>Ferry crosses" not in str(read(address))


def test_every_kind_of_card_has_it(read, section):
    stories = add_stories(30, section)
    opinion = ArticleFactory(parent=section, label="opinion")
    for readers, story in enumerate(stories[10:], start=1):
        read_by(story, readers)
    with plugin(lambda found: {one.pk: f"About {one.pk}" for one in found}):
        page = read("/")
    for place in (".front__lead", ".opinion", ".popular", ".recent", ".rail"):
        links = page.select(f"{place} :is(.card__link, .popular__link)")
        assert links or place in {".recent", ".rail"}, place
        assert all(link.text.startswith("About ") for link in links), place
    assert f"About {opinion.pk}" in page.select_one(".opinion").text


@pytest.mark.parametrize(
    ("headline", "shown"),
    [("<i>", "<i>"), (None, "Ferry crosses"), (7, "Ferry crosses"), ("", "Ferry crosses")],
)
def test_text_is_escaped_and_garbage_left_out(read, story, headline, shown):
    with plugin(lambda _stories: {story.pk: headline, "x": "y", 10**30: "z"}):
        assert read("/").select_one(".card__link").text == shown
    with plugin(lambda _stories: headline):
        assert read("/").select_one(".card__link").text == "Ferry crosses"


def test_a_preview_shows_the_real_headline(client, editor, story):
    client.force_login(editor)
    with plugin(lambda _stories: {story.pk: "Another one"}):
        assert "Another one" in client.get("/").text
        preview = client.get(f"/admin/pages/{front_page().pk}/view_draft/").text
    assert "Ferry crosses" in preview
    assert "Another one" not in preview


def test_plugins_have_panels_in_the_form_of_the_front_page(client, section):
    panels = [
        AdminPanel("Late", lambda request: format_html("<p>For {}</p>", request.user), order=300),
        AdminPanel("Early", lambda _request: "<script>"),
        AdminPanel("Failing", lambda _request: 1 / 0),
        AdminPanel("Secret", lambda _request: "secret", ["home.change_breakingnews"]),
    ]
    client.force_login(UserFactory(username="mary", group="Editors"))
    with plugin(panels=panels):
        text = client.get(FORM.format(front_page().pk)).text
        assert "<p>For mary</p>" in text
        assert "&lt;script&gt;" in text
        assert text.index("Early") < text.index("Late")
        assert "The plugin does not answer now." in text
        assert "From plugins" not in client.get(FORM.format(section.pk)).text
    with plugin(panels=panels[:1]):
        text = client.get(FORM.format(front_page().pk)).text
    assert "Late" in text
    assert "From plugins" not in text
    assert "From plugins" not in client.get(FORM.format(front_page().pk)).text
