"""Sponsored stories are marked."""

import pytest

from news.models import ArticlePage
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db

LINKS = (
    '<p><a href="https://one.example/">One</a> <a href="/news/">Two</a> '
    '&lt;b&gt; "quoted" &amp; <i>plain</i></p>'
)
TWEET = {"text": "Sale", "source": "https://x.com/f/status/1"}
BODY = [
    ("paragraph", LINKS),
    ("tweet", TWEET),
    ("related", {"headline": "More", "url": "https://two.example/"}),
    ("quote", {"text": "Buy", "source": "Shop", "source_url": "https://three.example/"}),
]


def sponsored(section, **fields):
    fields = {"label": "sponsored", "sponsor": "Harbour Board", "body": BODY, **fields}
    return ArticleFactory(parent=section, **fields)


def test_a_sponsored_story_says_who_paid(section, read):
    page = read(sponsored(section).url)
    assert page.select_one(".story__sponsor").text == "Sponsored · Paid for by Harbour Board"
    assert page.select_one(".story--sponsored")


def test_a_card_says_who_paid(section, read):
    sponsored(section)
    for address in ["/news/", "/recent/"]:
        card = read(address).select_one(".card--sponsored")
        assert card.select_one(".kicker").text == "Sponsored · Paid for by Harbour Board"


def test_a_story_nobody_paid_for_names_no_sponsor(section, read):
    sponsored(section, label="opinion")
    for address in ["/news/", ArticlePage.objects.get().url]:
        page = read(address)
        assert "Harbour Board" not in page.text
        assert page.select_one(".card--sponsored, .story--sponsored") is None


def test_every_link_in_the_body_of_a_sponsored_story_says_so(section, read):
    body = read(sponsored(section).url).select_one(".story__body")
    links = body.select("a[href]")
    assert len(links) == 5
    assert all("sponsored" in link["rel"] for link in links)
    on_x = body.select_one(".tweet__link")
    assert set(on_x["rel"]) == {"nofollow", "noopener", "noreferrer", "sponsored"}
    assert '<b> "quoted" & plain' in body.text


def test_links_of_other_stories_are_left_alone(section, read):
    page = read(sponsored(section, label="", sponsor="").url)
    assert "sponsored" not in str(page.select_one(".story__body"))


def test_publishing_a_sponsored_story_asks_who_paid(section, desk):
    response = desk.add(section, label="sponsored", slug="paid")
    assert response.status_code == 200
    assert "Say who paid for the story." in response.text
    assert desk.add(section, label="sponsored", sponsor="Board", slug="paid").status_code == 302
    assert ArticlePage.objects.get(slug="paid").live


def test_a_draft_of_a_sponsored_story_may_leave_it_open(section, desk):
    assert desk.add(section, "draft", label="sponsored", slug="paid").status_code == 302
    story = ArticlePage.objects.get(slug="paid")
    assert not story.live
    assert desk.edit(story, "publish", label="sponsored").status_code == 200
    assert desk.preview(story, label="sponsored").status_code == 200


def test_related_coverage_says_that_a_story_is_paid_for(section, read):
    paid = ArticleFactory(parent=section, label="sponsored", sponsor="Harbour Board")
    story = ArticleFactory(parent=section, body=[("related", {"story": paid})])
    assert "Sponsored · Paid for by Harbour Board" in read(story.url).select_one(".related").text
