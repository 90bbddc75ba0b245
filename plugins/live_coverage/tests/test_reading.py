"""Readers read updates: with the story, further back, and as data."""

import gzip
import json
import re
from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import PageViewRestriction

from byline.plugins.testing import without
from byline_live_coverage.models import LiveUpdate
from byline_live_coverage.updates import KEY_MOMENTS_LIMIT, PER_PAGE
from tests.factories import ArticleFactory, UserFactory, hidden_stories

OVER = [("live_coverage_updates", {"is_over": True})]
MANY = 2000


def address(story, query=""):
    return f"/plugins/live_coverage/{story.pk}/{query}"


def fragment(story):
    return f"/fragments/plugins/live_coverage/{story.pk}/"


def test_the_styles_are_in_the_head_of_the_story(client, story):
    page = BeautifulSoup(client.get(story.url).content, "lxml")
    assert page.select("head link[href$='byline_live_coverage/live.css']")
    assert not page.select("body link[rel=stylesheet]")


def texts(page):
    return [text.text.strip() for text in page.select(".live-update__text")]


def data_in(page):
    return json.loads(page.select_one('script[type="application/ld+json"]').string)


def test_a_story_shows_its_updates_newest_first_with_the_key_moments(story, add, read):
    add(story, "One", "Two")
    [third] = add(story, "Three", headline="It is <decided>", is_key_moment=True)
    page = read(story.url)
    assert texts(page) == ["Three", "Two", "One"]
    assert page.select_one(".live__badge").text == "Live"
    [moment] = page.select(".live__key a")
    assert moment["href"] == third.get_absolute_url()
    assert moment["data-to"] == page.select_one("article.live-update")["id"]
    assert "It is <decided>" in moment.text
    assert not page.select("[data-live-composer], form[method=post]")


def test_older_updates_are_on_pages_with_permanent_addresses(story, add, read):
    updates = add(story, *map(str, range(2 * PER_PAGE + 1)))
    page = read(story.url)
    seen, addresses = texts(page), []
    while link := page.select_one(".live__older a"):
        addresses.append(link["href"])
        page = read(link["href"])
        seen += texts(page)
    assert seen == [str(n) for n in reversed(range(2 * PER_PAGE + 1))]
    add(story, "newer")
    assert texts(read(addresses[0]))[0] == str(PER_PAGE)
    assert texts(read(updates[3].get_absolute_url()))[:2] == ["3", "2"]


def test_the_same_updates_have_one_address(story, section, add, client):
    _first, second, third = add(story, "One", "Two", "Three")
    [elsewhere] = add(ArticleFactory(parent=section, body=OVER), "Elsewhere")
    [last] = add(story, "Last")
    canonical = address(story, f"?before={third.pk}")
    LiveUpdate.objects.filter(pk=second.pk).delete()

    def leads_to(query):
        return client.get(address(story, query)).headers.get("Location")

    # A cursor outlives its update.
    assert leads_to(f"?before={second.pk}") == canonical
    assert leads_to(f"?before={third.pk}") is None
    assert leads_to(f"?before={third.pk}&from=x") == canonical
    assert leads_to(f"?before={third.pk}&from={third.pk}") == address(story, f"?from={third.pk}")
    assert leads_to(f"?before={third.pk}&other=x") == canonical
    assert leads_to(f"?before={elsewhere.pk}") == address(story, f"?before={last.pk}")
    assert leads_to(f"?before={last.pk + 1}") == leads_to("?before=999999") == story.url
    assert client.get(address(story, f"?from={elsewhere.pk}")).status_code == 404


@pytest.mark.parametrize(
    "query", ["", "?from=x", "?before=-1", "?from=", "?before=1e9", "?before=999999"]
)
def test_without_a_cursor_one_gets_to_the_story(story, add, client, query):
    add(story, "One")
    assert client.get(address(story, query))["Location"] == story.url


@pytest.mark.parametrize("query", ["?from=1", f"?from={10**14}"])
def test_there_is_no_page_without_updates(story, client, query):
    assert client.get(address(story, query)).status_code == 404
    assert client.get(f"/plugins/live_coverage/{'9' * 40}/").status_code == 404


def test_updates_of_hidden_stories_are_nowhere(section, add, client, story):
    hidden = hidden_stories(section, body=story.body)
    for one in hidden:
        [update] = add(one, "secret")
        assert client.get(update.get_absolute_url()).status_code == 404
        assert client.get(address(one, "?before=999999")).status_code == 404
        assert client.get(fragment(one)).status_code == 404
        assert client.get(f"/fragments/structured-data/{one.pk}/").status_code == 404
        assert "secret" not in client.get(one.url).text


def test_readers_let_into_a_restricted_story_see_its_updates_on_its_page(story, add, read, client):
    PageViewRestriction.objects.create(page=story, restriction_type="login")
    add(story, *map(str, range(PER_PAGE + 1)))
    assert client.get(fragment(story)).status_code == 404
    client.force_login(UserFactory())
    page = read(story.url)
    assert texts(page)[0] == str(PER_PAGE)
    older = read(f"{story.url}{page.select_one('.live__older a')['href']}")
    assert texts(older) == ["0"]
    assert older.select_one(".live__newer a")["href"] == f"{story.url}#live-coverage"
    assert len(texts(read(f"{story.url}?before=x"))) == PER_PAGE
    client.logout()
    assert client.get(f"{story.url}?before=999999").status_code == 302


def test_an_alias_shows_the_updates_of_its_source(story, add, read):
    [update] = add(story, "One")
    alias = story.create_alias(update_slug="elsewhere")
    page = read(alias.url)
    assert texts(page) == ["One"]
    assert texts(read(address(alias, f"?from={update.pk}"))) == ["One"]


def test_coverage_that_is_over_says_so_and_is_not_refreshed(section, add, read):
    story = ArticleFactory(parent=section, body=OVER)
    add(story, "The end")
    page = read(story.url)
    assert page.select_one(".live__badge").text == "Ended"
    assert not page.select("[data-live], script[src*=live_coverage]")


def test_a_second_block_shows_nothing(section, add, read):
    story = ArticleFactory(parent=section, body=OVER + OVER)
    add(story, "Once")
    assert texts(read(story.url)) == ["Once"]


def test_hostile_text_is_text(story, add, read):
    hostile = "</script><img src=x onerror=alert(1)>"
    [update] = add(story, f"{hostile}<script>alert(1)</script>", headline=hostile)
    page = read(story.url)
    article = page.select_one("article.live-update")
    assert article.select_one("h3").text == hostile
    assert not article.select("script, img, [onerror]")
    assert data_in(page)["liveBlogUpdate"][0]["headline"] == hostile
    assert not read(update.get_absolute_url()).select(".live-update :is(script, img)")


def test_the_text_is_cleaned_when_it_is_saved_and_not_when_it_is_shown(story, add, read):
    [update] = add(story, f"One<script>alert(1)</script>{'x' * 2000}")
    update.refresh_from_db()
    assert update.text == f"<p>One{'x' * 2000}</p>"
    assert update.excerpt == f"One{'x' * 997}"
    LiveUpdate.objects.update(text="<h6>As stored</h6>", excerpt="Also as stored")
    page = read(story.url)
    assert page.select_one(".live-update__text h6").text == "As stored"
    assert data_in(page)["liveBlogUpdate"][0]["articleBody"] == "Also as stored"


def test_the_data_are_those_of_a_live_blog(story, add, read):
    begun = timezone.now() - timedelta(minutes=50)
    _, second = add(story, "One", "Two", author_name="Ines Vogt", posted_at=begun)
    LiveUpdate.objects.filter(pk=second.pk).update(
        edited_at=begun + timedelta(minutes=9), posted_at=begun + timedelta(minutes=5)
    )
    data = data_in(read(story.url))
    assert data["@type"] == "LiveBlogPosting"
    assert data["headline"] == "Election night"
    assert datetime.fromisoformat(data["coverageStartTime"]) == story.published_at
    assert "coverageEndTime" not in data
    assert datetime.fromisoformat(data["dateModified"]) == begun + timedelta(minutes=9)
    assert data["liveBlogUpdate"][0] == {
        "@type": "BlogPosting",
        "url": f"http://localhost{second.get_absolute_url()}",
        "headline": "Two",
        "articleBody": "Two",
        "datePublished": (begun + timedelta(minutes=5)).isoformat(),
        "dateModified": (begun + timedelta(minutes=9)).isoformat(),
        "author": {"@type": "Person", "name": "Ines Vogt"},
    }


def test_the_data_say_when_it_ended(section, add, read):
    story = ArticleFactory(parent=section, body=OVER)
    [update] = add(story, "The end")
    data = data_in(read(story.url))
    assert datetime.fromisoformat(data["coverageEndTime"]) == update.posted_at


def test_a_story_that_is_no_live_coverage_is_as_before(section, read):
    page = read(ArticleFactory(parent=section).url)
    assert data_in(page)["@type"] == "NewsArticle"
    assert not page.select("[href*=live_coverage], [src*=live_coverage]")


def test_without_the_plugin_the_story_is_shown_and_nothing_is_lost(story, add, read):
    add(story, "One")
    with without("live_coverage"):
        assert data_in(read(story.url))["@type"] == "NewsArticle"
    assert texts(read(story.url)) == ["One"]


def sentences(n):
    """Return a text that does not compress as one that repeats itself would."""
    return " ".join(f"{n * 7919 % 9973:x}{k * n * 104729 % 99991:x}" for k in range(60))


def test_two_thousand_updates_cost_what_a_few_do(story, add, client, count):
    add(story, *map(sentences, range(4)), headline="Few", is_key_moment=True)
    older = address(story, f"?before={LiveUpdate.objects.latest('pk').pk}")
    few = [count(story.url), count(older), count(fragment(story))]
    LiveUpdate.objects.bulk_create(
        LiveUpdate(
            story_id=story.pk,
            headline=f"Result {n} of the night is in {n * 7919:x}",
            text=f"<p>{sentences(n)}</p>",
            excerpt=sentences(n),
            is_key_moment=True,
            author_name=f"Author {n}",
        )
        for n in range(MANY)
    )
    older = address(story, f"?before={LiveUpdate.objects.latest('pk').pk}")
    many = [count(story.url), count(older), count(fragment(story))]
    assert many == few
    response = client.get(story.url)
    page = response.text
    assert len(re.findall("<article class=.live-update", page)) == PER_PAGE
    assert page.count("data-to=") == KEY_MOMENTS_LIMIT
    assert len(data_in_text(page)["liveBlogUpdate"]) == 50
    assert len(gzip.compress(response.content)) < 60_000


def data_in_text(page):
    return json.loads(page.partition('ld+json">')[2].partition("</script>")[0])


def test_in_a_feed_live_coverage_is_a_link_to_the_story_in_every_story(story, section, client):
    ArticleFactory(parent=section, body=story.body)
    items = client.get("/feeds/json/").json()["items"]
    assert len(items) == 2
    for item in items:
        link = f'<a href="{item["url"]}#live-coverage">Follow the live updates</a>'
        assert link in item["content_html"]
