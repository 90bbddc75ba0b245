"""The full text of a story in feeds stands by itself."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from wagtail.documents.models import Document
from wagtail.models import Site
from wagtail.rich_text import RichText

from news.feeds.story_html import absolute_html, feed_html
from news.models import ArticlePage
from tests.factories import ArticleFactory, PhotoFactory, hidden_stories
from tests.feeds.validation import check_html

ADDRESS = "https://paper.example/news/ferry/"


@pytest.fixture
def html(section):
    """Return the text of a story with a body, parsed."""

    def render(*body, **fields):
        story = ArticleFactory(parent=section, body=list(body), **fields)
        (text,) = feed_html([ArticlePage.objects.get(pk=story.pk)])
        check_html(text)
        return BeautifulSoup(text, "lxml")

    return render


def root():
    return Site.objects.get().root_url


def words(soup):
    return " ".join(soup.get_text(" ").split())


def test_links_and_pictures_are_absolute(html, section):
    other = ArticleFactory(parent=section, slug="other")
    text = f'<p><a linktype="page" id="{other.pk}" fragment="money">A</a></p>'
    soup = html(("paragraph", RichText(text)), ("photo", {"photo": PhotoFactory()}))
    assert soup.a["href"] == f"{root()}/news/other/#money"
    assert soup.img["src"].startswith(f"{root()}/media/images/")


def test_a_link_to_a_story_that_is_hidden_is_text(html, section):
    for hidden in hidden_stories(section):
        text = f'<p><a linktype="page" id="{hidden.pk}">A</a></p>'
        soup = html(("paragraph", RichText(text)), ("related", {"story": hidden}))
        assert not soup.select("a[href]")
        assert hidden.title not in words(soup)


def test_a_photo_has_its_caption_and_its_credit(html):
    photo = PhotoFactory(credit="Jo Reed", description="A boat")
    soup = html(("photo", {"photo": photo, "caption": "The boat", "credit": ""}))
    assert words(soup.figure.figcaption) == "The boat Jo Reed"
    assert soup.figure.img["alt"] == "A boat"
    assert soup.figure.img["width"]


def test_the_lead_photo_comes_first(html):
    lead = PhotoFactory(credit="Jo Reed")
    soup = html(("paragraph", RichText("<p>Words</p>")), lead_photo=lead, lead_caption="A quay")
    assert words(soup) == "A quay Jo Reed Words"


def test_a_photo_that_waits_is_not_there(html):
    assert words(html(("photo", {"photo": None, "caption": "Soon", "credit": "Jo"}))) == ""


def test_a_gallery_is_its_photos(html):
    photos = [{"photo": PhotoFactory(), "caption": f"No. {n}", "credit": ""} for n in (1, 2)]
    soup = html(("gallery", {"title": "A morning", "photos": photos}))
    assert soup.h2.text == "A morning"
    assert [words(one) for one in soup.select("figcaption")] == [
        f"No. {n} Mara Lind / Courier" for n in (1, 2)
    ]


def test_a_tweet_is_its_words_and_a_link(html):
    tweet = {
        "source": "https://x.com/ferry/status/1",
        "text": "First line\nSecond & last",
        "author": "Ferries",
        "handle": "ferry",
        "posted_on": None,
    }
    soup = html(("tweet", tweet))
    assert words(soup.blockquote) == "First line Second & last — Ferries (@ferry) See it on X"
    assert soup.a["href"] == "https://x.com/ferry/status/1"
    bare = html(("tweet", {**tweet, "text": "", "author": "", "handle": ""}))
    assert words(bare) == "A post on X"


def test_an_embed_is_a_link_with_its_title(html):
    embed = {
        "source": "https://vimeo.com/1084537",
        "title": "By the slipway",
        "author": "Ellside Yard",
        "still": PhotoFactory(credit="Ellside"),
        "caption": "A film.",
    }
    soup = html(("embed", embed))
    assert words(soup) == "Ellside By the slipway — Ellside Yard, Vimeo A film."
    assert soup.a["href"] == "https://vimeo.com/1084537"
    assert "nofollow" in soup.a["rel"]
    assert not html(("embed", {**embed, "source": "javascript:alert(1)"})).select("a")


@pytest.mark.parametrize(
    ("said_by", "line"),
    [
        (("Ines", "engineer", "to the council", ""), "— Ines , engineer, to the council"),
        (("Ines", "", "", ""), "— Ines"),
        (("", "engineer", "", ""), "— engineer"),
        (("", "", "The Post", "https://post.example/"), "— The Post"),
        (("", "", "", "https://post.example/"), "— Source"),
        (("", "", "", ""), ""),
    ],
    ids=range(6),
)
def test_a_quote_names_who_said_it(html, said_by, line):
    fields = dict(zip(("speaker", "role", "source", "source_url"), said_by, strict=True))
    soup = html(("quote", {"text": "It holds.", **fields}))
    assert words(soup.blockquote) == f"It holds. {line}".strip()
    assert [a["href"] for a in soup.select("a")] == [said_by[3]] * bool(said_by[3])


def test_related_coverage_is_a_link(html, section):
    other = ArticleFactory(parent=section, slug="other", title="The wall", label="sponsored")
    soup = html(("related", {"story": other}))
    assert words(soup.p) == "Related coverage: Sponsored The wall"
    assert soup.a["href"] == f"{root()}/news/other/"


def test_a_document_is_a_link(html):
    document = Document.objects.create(title="Ruling", file="documents/ruling.pdf", file_size=2048)
    soup = html(("document", {"document": document, "title": "The ruling"}))
    assert words(soup.p) == "The ruling (PDF, 2.0 KB)"
    assert soup.a["href"] == f"{root()}{document.url}"


def test_a_table_keeps_its_header_and_source(html):
    table = {"data": [["Year", "Boats"], ["1998", "3"]], "table_header_choice": "row"}
    soup = html(("table", {"table": {**table, "table_caption": "Boats"}, "source": "City"}))
    assert [th["scope"] for th in soup.select("thead th")] == ["col", "col"]
    assert [td.text for td in soup.select("tbody td")] == ["1998", "3"]
    assert soup.caption.text == "Boats"
    assert words(soup.figcaption) == "Source: City"


def test_the_other_blocks_keep_their_words(html):
    soup = html(
        ("heading", "High tide"),
        ("pull_quote", {"text": "A sandwich.", "attribution": "Wilma"}),
        ("fact_box", {"title": "Figures", "text": RichText("<ul><li>42 metres</li></ul>")}),
    )
    assert words(soup) == "High tide A sandwich. Wilma Figures 42 metres"
    assert [h.text for h in soup.select("h2")] == ["High tide", "Figures"]


def test_corrections_are_told(html):
    story = ArticleFactory(body=[])
    story.corrections.create(date=date(2026, 11, 23), text="It was a boat.")
    (text,) = feed_html([story])
    assert words(BeautifulSoup(text, "lxml")) == "Corrections 23 November 2026 : It was a boat."


def test_each_story_gets_its_own_blocks(section):
    photos = PhotoFactory.create_batch(2)
    bodies = [
        [("paragraph", RichText("<p>One</p>")), ("photo", {"photo": photos[0]})],
        [],
        [("photo", {"photo": photos[1]}), ("heading", "Three"), ("heading", "Three")],
    ]
    stories = [ArticleFactory(parent=section, body=body) for body in bodies]
    # One of a plugin that is gone shows nothing, and moves nothing.
    gone = {"type": "gone_block", "value": {"text": "x"}, "id": "1"}
    stories[1].body = [gone, *stories[1].body.raw_data]
    found = [BeautifulSoup(text, "lxml") for text in feed_html(stories)]
    assert [len(soup.select("img")) for soup in found] == [1, 0, 1]
    assert [" ".join(soup.get_text().split()[:1]) for soup in found] == ["One", "", "Mara"]
    assert len(found[2].select("h2")) == 2


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ('<p class="a" style="color:red" onclick="x()">a</p>', "<p>a</p>"),
        ("<script>x</script><style>y</style><form><input>z</form>b", "b"),
        ('<a href="javascript:x">a</a>', "<a>a</a>"),
        ('<a href="data:text/html,x">a</a>', "<a>a</a>"),
        ('<a href="?a=1&amp;b=2">a</a>', f'<a href="{ADDRESS}?a=1&amp;b=2">a</a>'),
        ('<a href="../wall/">a</a>', '<a href="https://paper.example/news/wall/">a</a>'),
        ('<a href="#top">a</a>', f'<a href="{ADDRESS}#top">a</a>'),
        ('<img src="//cdn.example/a.jpg" alt="">', '<img src="https://cdn.example/a.jpg" alt="">'),
        ("a&#1;&#0;b]]>", "a\ufffdb]]&gt;"),
        ('<esi:include src="/fragments/recent/"/>a', "a"),
        ("<svg><a href='/'>a</a></svg><iframe src='/'>b</iframe>c", "c"),
    ],
    ids=range(11),
)
def test_only_what_feeds_may_have_is_left(given, left):
    assert absolute_html(given, ADDRESS) == left
