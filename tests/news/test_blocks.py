"""The blocks of a story: validation, storage and rendering."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.rich_text import RichText

from byline.plugins import Place, Slot, hookimpl
from byline.plugins.testing import loaded
from news.blocks import UNKNOWN_BLOCK_TYPE, ArticleBodyBlock
from news.blocks.paragraph import ParagraphBlock
from news.blocks.photo import PhotoBlock
from news.blocks.quote import QuoteBlock
from news.blocks.related import RelatedCoverageBlock
from news.models import ArticlePage
from news.rich_text import expand_all
from tests.factories import ArticleFactory, PhotoFactory, SectionFactory, hidden_stories

pytestmark = pytest.mark.django_db


def body_of(page):
    return page.select_one(".story__body")


def cleaned(html):
    return ParagraphBlock().clean(RichText(html)).source


# --- Paragraphs -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ("<p>Plain</p>", "<p>Plain</p>"),
        ("<p><b>B</b> <i>I</i></p>", "<p><b>B</b> <i>I</i></p>"),
        ("<ol><li>One</li></ol>", "<ol><li>One</li></ol>"),
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ("<p onclick='x()' style='color:red' class='x'>a</p>", "<p>a</p>"),
        ("<p><img src=x onerror=alert(1)>a</p>", "<p>a</p>"),
        ("<p><iframe src='//x'></iframe>a</p>", "<p>a</p>"),
        ("<p><a href='javascript:alert(1)'>a</a></p>", "<p><a>a</a></p>"),
        ("<p><a href='java\tscript:alert(1)'>a</a></p>", "<p><a>a</a></p>"),
        ("<p><a href='data:text/html,x'>a</a></p>", "<p><a>a</a></p>"),
        ("<p>a\x01b\x08c\x85d</p>", "<p>abcd</p>"),
        ("<p>1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
    ],
)
def test_a_paragraph_is_stored_with_what_editors_can_make_and_no_more(html, stored):
    assert cleaned(html) == stored


@pytest.mark.parametrize(
    "address", ["https://example.com/?a=1&amp;b=2", "mailto:a@example.com", "tel:+31"]
)
def test_a_paragraph_keeps_its_links(address):
    assert cleaned(f'<p><a href="{address}">a</a></p>') == f'<p><a href="{address}">a</a></p>'
    on_site = '<p><a linktype="page" id="7">a</a></p>'
    assert BeautifulSoup(cleaned(on_site), "lxml").a.attrs == {
        "linktype": "page",
        "id": "7",
    }


def test_a_paragraph_that_is_too_long_is_refused():
    assert cleaned("<p>" + "a" * 49_000 + "</p>")
    with pytest.raises(ValidationError, match="split it into several"):
        cleaned("<p>" + "a" * 50_000 + "</p>")


def test_a_paragraph_with_a_null_character_is_refused():
    with pytest.raises(ValidationError):
        cleaned("<p>a\x00b</p>")


@pytest.mark.parametrize("html", ["", "<p></p>", "<p> </p><p><b></b></p>"])
def test_an_empty_paragraph_is_left_out(html):
    body = ArticleBodyBlock()
    value = body.to_python([("paragraph", html), ("paragraph", "<p>Words</p>"), ("heading", "A")])
    kept = [("paragraph", "<p>Words</p>"), ("heading", "A")]
    assert [
        (child.block_type, str(child.value.source if n == 0 else child.value))
        for n, child in enumerate(body.clean(value))
    ] == kept


def test_what_was_stored_uncleaned_is_cleaned_before_readers_get_it(section, read):
    html = "<p>Words<script>alert(1)</script> <a href='javascript:x'>link</a></p>"
    story = ArticleFactory(parent=section, body=[("paragraph", html)])
    body = body_of(read(story.url))
    assert body.text.strip() == "Words link"
    assert body.select("script, a[href]") == []


def test_paragraphs_keep_to_themselves_though_they_are_expanded_together():
    # No database here: PostgreSQL would not even store the second one.
    shown = expand_all(["<p>One <b>unclosed", "<p>Two\x00</p>", "<p>Three</p>"])
    assert [strip_tags(html) for html in shown] == ["One unclosed", "Two", "Three"]


def test_a_link_to_a_published_page_leads_there(section, read):
    other = ArticleFactory(parent=section)
    html = f'<p>See <a linktype="page" id="{other.pk}">the other</a>.</p>'
    story = ArticleFactory(parent=section, body=[("paragraph", html)])
    assert body_of(read(story.url)).a["href"] == other.url


def test_a_link_to_a_page_readers_may_not_see_leaves_its_words(section, read):
    pages = [*hidden_stories(section), SectionFactory(restrict=True)]
    html = "".join(f'<p><a linktype="page" id="{page.pk}">words</a></p>' for page in pages)
    story = ArticleFactory(parent=section, body=[("paragraph", html)])
    body = body_of(read(story.url))
    assert [p.text for p in body.select("p")] == ["words"] * len(pages)
    assert body.select("a[href]") == []


@pytest.mark.parametrize(
    "forged", ["", "abc", "-1", "999999", "9" * 30, "9" * 5000, "1 or 1=1", "٣", "²"]
)
def test_a_link_to_a_forged_page_leaves_its_words(section, read, forged):
    html = f'<p><a linktype="page" id="{forged}">words</a></p>'
    story = ArticleFactory(parent=section, body=[("paragraph", html)])
    body = body_of(read(story.url))
    assert body.text.strip() == "words"
    assert body.select("a[href]") == []


# --- Quotes ---------------------------------------------------------------------------


def test_a_quote_names_its_speaker_role_and_source(section, read):
    quote = {
        "text": "We built the wall.\n\nThe next storm is new.",
        "speaker": "Ines Aldaba",
        "role": "harbour engineer",
        "source": "to the council",
        "source_url": "https://example.com/council?a=1&b=2",
    }
    shown = body_of(read(ArticleFactory(parent=section, body=[("quote", quote)]).url)).figure
    assert [p.text for p in shown.select("blockquote p")] == quote["text"].split("\n\n")
    assert shown.blockquote["cite"] == shown.cite.a["href"] == quote["source_url"]
    assert shown.select_one(".quote__name").text == "Ines Aldaba"
    assert shown.select_one(".quote__role").text == "harbour engineer"
    assert shown.cite.text == "to the council"


def test_a_quote_needs_its_words_and_no_more():
    block = QuoteBlock()
    assert block.clean(block.to_python({"text": "Words"}))["text"] == "Words"
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python({"text": "", "speaker": "Ines Aldaba"}))


def test_a_quotes_source_is_a_real_address():
    block = QuoteBlock()
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python({"text": "Words", "source_url": "javascript:alert(1)"}))


# --- Related coverage -----------------------------------------------------------------


def related(**value):
    block = RelatedCoverageBlock()
    return block.clean(block.normalize({"story": None, "headline": "", "url": "", **value}))


def test_related_coverage_points_to_one_target(section):
    story = ArticleFactory(parent=section)
    assert related(story=story)
    assert related(headline="Elsewhere", url="https://example.com/")
    assert related(headline="Without its address")
    for wrong in [
        {},
        {"story": story, "headline": "Elsewhere"},
        {"story": story, "url": "https://example.com/"},
        {"url": "https://example.com/"},
        {"headline": "Elsewhere", "url": "javascript:alert(1)"},
    ]:
        with pytest.raises(StructBlockValidationError):
            related(**wrong)


def test_related_coverage_follows_the_storys_headline(section, read):
    other = ArticleFactory(parent=section, title="Old headline")
    story = ArticleFactory(parent=section, body=[("related", {"story": other})])
    other.title = "New headline"
    other.save()
    link = read(story.url).select_one(".related a")
    assert (link.text, link["href"]) == ("New headline", other.url)


def test_related_coverage_shows_nothing_of_a_story_readers_may_not_see(section, read):
    body = [("related", {"story": other}) for other in hidden_stories(section)]
    page = read(ArticleFactory(parent=section, body=body).url)
    assert "Hidden" not in str(page)
    assert page.select_one(".related") is None


def test_related_coverage_of_a_deleted_story_shows_nothing(section, read):
    other = ArticleFactory(parent=section)
    story = ArticleFactory(parent=section, body=[("related", {"story": other})])
    other.delete()
    assert read(story.url).select_one(".related") is None


def test_coverage_elsewhere_without_an_address_is_words(section, read):
    body = [("related", {"headline": "Lost link"})]
    shown = read(ArticleFactory(parent=section, body=body).url).select_one(".related")
    assert "Lost link" in shown.text
    assert shown.a is None


# --- Photos ---------------------------------------------------------------------------


def test_a_photo_falls_back_on_its_own_words_and_loads_when_it_is_near(section, read):
    photo = PhotoFactory(file__width=300, file__height=200, caption="Boats", credit="Mara Lind")
    body = [("photo", {"photo": photo}), ("photo", {"photo": photo, "caption": "Nets"})]
    figures = body_of(read(ArticleFactory(parent=section, body=body).url)).select("figure")
    assert [f.select_one(".photo__caption").text for f in figures] == ["Boats", "Nets"]
    assert {f.select_one(".photo__credit").text for f in figures} == {"Photo credit: Mara Lind"}
    assert {f.img["loading"] for f in figures} == {"lazy"}


def test_a_photo_that_waits_for_its_picture_is_hidden_from_readers(section, read):
    body = [("photo", {"photo": None, "credit": "Jonas Berg"})]
    body = body_of(read(ArticleFactory(parent=section, body=body).url))
    assert body.text.strip() == ""
    assert body.select("figure, img") == []


def test_a_photo_that_waits_for_its_picture_is_shown_in_the_preview(section, desk):
    story = ArticleFactory(parent=section)
    waiting = {"photo": "", "caption": "", "credit": "Jonas Berg"}
    page = desk.preview(story, body=[("photo", waiting)]).text
    assert "A photo belongs here, credited to Jonas Berg" in page


def test_a_photo_block_says_something():
    block = PhotoBlock()
    assert block.clean(block.to_python({"credit": "Jonas Berg"}))
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python({"photo": None, "caption": "", "credit": ""}))


# --- In the editor --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("quote", {"text": ""}, "This field is required"),
        ("tweet", {"source": ""}, "Paste a tweet&#x27;s address or embed code"),
        ("tweet", {"source": "https://example.com/"}, "This is no tweet&#x27;s address"),
        ("tweet", {"source": "<p>x</p>"}, "This is not a tweet&#x27;s embed code"),
        ("tweet", {"text": "x", "handle": "a b"}, "A handle has letters"),
        ("photo", {"photo": ""}, "Choose a photo."),
        ("related", {"story": ""}, "Choose a story, or give the headline"),
    ],
)
def test_the_editor_is_told_what_a_block_lacks(section, desk, kind, value, message):
    fields = ArticleBodyBlock().child_blocks[kind].child_blocks
    response = desk.add(section, body=[(kind, {**dict.fromkeys(fields, ""), **value})])
    assert response.status_code == 200
    assert message in response.text or message.replace("&#x27;", "\\\\u0027") in response.text
    assert not ArticlePage.objects.exists()


def our_blocks():
    """Return the blocks an editor can pick, without those of plugins."""
    body = ArticlePage._meta.get_field("body").stream_block
    hidden = {*body.plugins, UNKNOWN_BLOCK_TYPE}
    return {name: block for name, block in body.child_blocks.items() if name not in hidden}


def test_the_form_of_a_story_with_every_block_opens(section, desk):
    body = [(name, block.get_preview_value()) for name, block in our_blocks().items()]
    story = ArticleFactory(parent=section, body=body)
    response = desk.client.get(reverse("wagtailadmin_pages:edit", args=[story.pk]))
    assert response.status_code == 200
    assert "The night bus waits at the harbour." in response.text


@pytest.mark.parametrize("name", sorted(set(ArticleBodyBlock.base_blocks) - {UNKNOWN_BLOCK_TYPE}))
def test_a_block_has_a_preview_in_the_picker(client, editor, name):
    client.force_login(editor)
    block = our_blocks()[name]
    response = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert response.status_code == 200
    assert len(BeautifulSoup(response.content, "lxml").text.split()) > 3


def test_the_preview_of_a_block_has_in_its_head_what_plugins_need_for_it(client, editor):
    class Hooks:
        @hookimpl
        def slots():
            return [
                Slot(Place.HEAD, lambda _context: "[of quotes]", with_blocks=["quote"]),
                Slot(Place.HEAD, lambda _context: "[of headings]", with_blocks=["heading"]),
                Slot(Place.HEAD, lambda _context: "[of pages]"),
            ]

    client.force_login(editor)
    prefix = our_blocks()["quote"].definition_prefix
    with loaded(Hooks):
        response = client.get(reverse("wagtailadmin_block_preview"), {"id": prefix})
    head = response.text.partition("</head>")[0]
    assert "[of quotes]" in head
    assert "[of headings]" not in response.text
    assert "[of pages]" not in response.text


def test_every_block_previews_and_renders_its_own_example(section, read):
    body = [(name, block.get_preview_value()) for name, block in our_blocks().items()]
    shown = body_of(read(ArticleFactory(parent=section, body=body).url))
    seen = {name for name, _ in body if shown.select_one(f".{name.replace('_', '-')}")}
    # Those that show nothing without a photo or a document.
    assert {name for name, _ in body} - seen == {"paragraph", "photo", "gallery", "document"}
    assert shown.select_one(".prose")


@pytest.mark.parametrize("marks", ["“”", '""', "„“", "«»", "»«", "‘’", "‚‘", "‹›", "「」"])
def test_a_quote_pasted_with_its_quotation_marks_has_them_once(marks):
    block = ArticleBodyBlock().child_blocks["quote"]
    for text in ("We didn’t hear the gulls", "\u00a0We didn’t hear the gulls\u00a0"):
        cleaned = block.clean(block.to_python({"text": f"{marks[0]}{text}{marks[1]}"}))
        assert cleaned["text"] == "We didn’t hear the gulls"


def test_quotation_marks_within_a_quote_are_kept():
    block = ArticleBodyBlock().child_blocks["quote"]
    for text in ("“Gulls”, he said, and then “silence”", "‘Gulls’, then ‘silence’"):
        assert block.clean(block.to_python({"text": text}))["text"] == text


def test_links_lead_to_headings_by_their_words(section, read):
    headings = [("heading", text) for text in ("Money", "Money", "Comments", "«—»", "Die Fähre")]
    body = [("paragraph", '<p><a href="#money">below</a></p>'), *headings]
    shown = body_of(read(ArticleFactory(parent=section, body=body).url))
    ids = [heading["id"] for heading in shown.select("h2")]
    assert ids == ["money", "money-2", "comments-2", "heading", "die-fähre"]
    assert shown.select_one("a")["href"] == "#money"
