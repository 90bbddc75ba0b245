"""Links to the headings of a story: chosen, stored, shown, and warned of when they lead nowhere."""

import json
import sys
from urllib.parse import quote

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from news.blocks.heading import heading_ids
from news.heading_links import dead_links
from news.models import ArticlePage
from news.story_warnings import story_warnings
from tests.factories import ArticleFactory, UserFactory, hidden_stories

pytestmark = pytest.mark.django_db
FEATURES = ["link", "heading-links"]


@pytest.fixture
def target(section):
    body = [("heading", "Money"), ("paragraph", "<p>x</p>"), ("heading", "Größe & Geld")]
    return ArticleFactory(parent=section, title="The ferry", body=body, signals=True)


def link_to(page, fragment=None, text="there"):
    more = f' fragment="{fragment}"' if fragment else ""
    return f'<p><a linktype="page" id="{page.pk}"{more}>{text}</a></p>'


def linking(section, *links, **options):
    body = [("paragraph", link) for link in links]
    return ArticleFactory(parent=section, body=body, signals=True, **options)


def about_links(story):
    return [warning for warning in story_warnings(story) if "heading" in warning]


# --- The chooser ----------------------------------------------------------------------


def test_after_a_story_its_headings_are_chosen(admin_client, target):
    answer = admin_client.get(f"/admin/stories/headings/{target.pk}/?allow_anchor_link=true").json()
    assert answer["step"] == "heading"
    assert answer["chosen"]["id"] == target.pk
    assert answer["chosen"]["parentId"] == target.get_parent().pk
    assert f'data-heading-url="{target.url}#money"' in answer["html"]
    assert f'data-heading-url="{target.url}#{quote("größe-geld")}"' in answer["html"]
    assert "Größe &amp; Geld" in answer["html"]
    assert f"/admin/choose-page/{target.get_parent().pk}/?allow_anchor_link=true" in answer["html"]


def test_a_page_without_headings_is_chosen_at_once(admin_client, section):
    answer = admin_client.get(f"/admin/stories/headings/{section.pk}/").json()
    assert answer["step"] == "page_chosen"
    assert answer["result"]["id"] == section.pk
    assert answer["result"]["url"] == section.url


def test_a_draft_has_the_headings_of_its_last_revision(admin_client, section):
    draft = ArticleFactory(parent=section, live=False)
    draft.body = [("heading", "Later")]
    draft.save_revision()
    assert "#later" in admin_client.get(f"/admin/stories/headings/{draft.pk}/").json()["html"]


def test_a_draft_of_a_published_story_has_the_headings_that_readers_see(admin_client, target):
    target.body = [("heading", "Drafted")]
    target.save_revision()
    html = admin_client.get(f"/admin/stories/headings/{target.pk}/").json()["html"]
    assert "#money" in html
    assert "Drafted" not in html


def test_headings_that_somebody_may_not_read_are_not_told(section, client):
    hidden = hidden_stories(section, signals=True)
    for story in hidden:
        story.body = [("heading", "Secret")]
        story.save()
        story.save_revision()
    for group in ("Comment moderators", "Reporters"):
        client.force_login(UserFactory(group=group))
        for story in hidden:
            assert "secret" not in client.get(f"/admin/stories/headings/{story.pk}/").text.lower()
    assert client.get("/admin/stories/headings/999999/").status_code == 404


def test_the_headings_in_a_form_have_the_ids_that_readers_get(admin_client):
    sent = {"heading": ["Money", "Größe & Geld", "Money", "Comments"]}
    ids = admin_client.post("/admin/stories/headings/", sent).json()["ids"]
    assert ids == ["money", "größe-geld", "money-2", "comments-2"]


def test_the_ids_of_equal_headings_are_found_without_trying_all_before():
    steps = 0

    def step(*_):
        nonlocal steps
        steps += 1

    sys.setprofile(step)
    try:
        ids = heading_ids(["Money", *["Comment"] * 500, "Money 3", "Money", "Money", "", "Heading"])
    finally:
        sys.setprofile(None)
    assert ids[:3] == ["money", "comment", "comment-heading-2"]
    assert ids[-5:] == ["money-3", "money-2", "money-4", "heading", "heading-2"]
    assert len(set(ids)) == len(ids)
    assert steps < 100 * len(ids)


def test_a_heading_of_any_length_has_the_id_of_as_much_as_is_stored(admin_client):
    answer = admin_client.post("/admin/stories/headings/", {"heading": ["a" * 5000]})
    assert answer.json()["ids"] == ["a" * 160]


def test_the_address_of_a_heading_becomes_a_link_to_the_story_and_the_heading(admin_client, target):
    field = "external-link-chooser-url"
    address = f"{target.full_url}#{quote('größe-geld')}"
    sent = {field: address, "external-link-chooser-link_text": "x"}
    chosen = admin_client.post("/admin/choose-external-link/", sent).json()
    assert chosen["step"] == "external_link_chosen"
    assert chosen["result"]["id"] == target.pk
    assert chosen["result"]["url"] == f"{target.url}#{quote('größe-geld')}"
    elsewhere = admin_client.post(
        "/admin/choose-external-link/", {**sent, field: "https://tides.example/a#b"}
    ).json()
    assert elsewhere["result"]["url"] == "https://tides.example/a#b"
    assert "id" not in elsewhere["result"]


# --- Stored and shown -----------------------------------------------------------------


def test_the_editor_and_the_database_keep_the_heading(target):
    converter = ContentstateConverter(FEATURES)
    html = (
        f'<p data-block-key="a"><a linktype="page" id="{target.pk}" fragment="größe-geld">a</a> '
        f'<a linktype="page" id="{target.pk}">b</a> <a href="#money">c</a> '
        '<a href="https://tides.example/#d">d</a> '
        '<a linktype="page" id="999" fragment="e">e</a></p>'
    )
    state = converter.from_database_format(html)
    urls = [entity["data"]["url"] for entity in json.loads(state)["entityMap"].values()]
    assert urls[0] == f"{target.url}#{quote('größe-geld')}"
    assert urls[1:4] == [target.url, "#money", "https://tides.example/#d"]
    again = converter.to_database_format(state)
    assert converter.from_database_format(again) == state
    assert 'fragment="größe-geld"' in again
    assert again.count("fragment=") == 2


@pytest.mark.parametrize("page_id", ["9" * 23, "9" * 5000, "-1", "x", ""])
def test_a_forged_id_of_a_page_hinders_neither_the_form_nor_readers(
    admin_client, section, read, page_id
):
    link = f'<p data-block-key="a"><a linktype="page" id="{page_id}" fragment="x">there</a></p>'
    story = ArticleFactory(parent=section, body=[("paragraph", link)], signals=True)
    answer = admin_client.get(f"/admin/pages/{story.pk}/edit/")
    assert answer.status_code == 200
    assert read(story.url).select_one(".story__body p").text == "there"
    assert list(dead_links(story)) == []
    stored = ContentstateConverter(FEATURES).to_database_format(
        json.dumps(
            {
                "blocks": [
                    {
                        "key": "a",
                        "text": "there",
                        "type": "unstyled",
                        "depth": 0,
                        "inlineStyleRanges": [],
                        "entityRanges": [{"key": 0, "offset": 0, "length": 5}],
                    }
                ],
                "entityMap": {
                    "0": {"type": "LINK", "mutability": "MUTABLE", "data": {"id": page_id}}
                },
            }
        )
    )
    assert 'id="0"' in stored


def test_readers_follow_a_link_to_a_heading(section, target, read):
    links = link_to(target, "money", "a") + '<p><a href="#own">b</a></p>'
    story = linking(section, links)
    story.body = [("heading", "Own"), ("paragraph", links)]
    story.save_revision().publish()
    page = read(story.url)
    hrefs = [link["href"] for link in page.select(".story__body p a")]
    assert hrefs == [f"{target.url}#money", "#own"]
    assert page.select_one("h2#own")
    target.unpublish()
    assert [link.get("href") for link in read(story.url).select(".story__body p a")] == [
        None,
        "#own",
    ]


def test_a_forged_fragment_is_escaped(section, target, read):
    story = linking(section, link_to(target, "a&quot; onclick=&quot;b #c"))
    [link] = read(story.url).select(".story__body p a")
    assert list(link.attrs) == ["href"]
    assert link["href"] == f"{target.url}#{quote('a" onclick="b #c')}"


# --- Warnings -------------------------------------------------------------------------


def test_a_link_to_a_heading_that_the_story_does_not_have_is_warned_of(section):
    story = linking(section, '<p><a href="#money">cost</a> <a href="#comments">say</a></p>')
    [warning] = about_links(story)
    assert "“cost”" in warning
    assert "“#money”" in warning
    story.body.append(("heading", "Money"))
    assert about_links(story) == []


def test_a_link_within_a_fact_box_is_looked_at(section):
    text = '<p><a href="#money">cost</a></p>'
    story = ArticleFactory(parent=section, body=[("fact_box", {"title": "Box", "text": text})])
    assert len(about_links(story)) == 1


def test_when_a_heading_changes_both_stories_are_warned(section, target):
    story = linking(section, link_to(target, "money", "cost"), link_to(target), title="Linking")
    assert about_links(story) == about_links(target) == []
    target.body[0] = ("heading", "Prices")
    [there] = about_links(target)
    assert "“#money”" in there
    assert "Linking" not in there
    target.save_revision().publish()
    [here] = about_links(ArticlePage.objects.get(pk=story.pk))
    assert "“cost”" in here
    assert target.title not in here


def test_links_to_headings_cost_the_same_queries_at_any_number(
    section, target, django_assert_num_queries
):
    others = [ArticleFactory(parent=section, body=[("heading", "A")]) for _ in range(3)]
    few = linking(section, link_to(others[0], "a"))
    many = linking(section, *(link_to(other, "gone") for other in others))
    with django_assert_num_queries(2):
        assert list(dead_links(few)) == []
    with django_assert_num_queries(2):
        assert len(list(dead_links(many))) == 3
