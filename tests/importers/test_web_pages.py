"""Web pages as browsers save them."""

import json
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image
from wagtail.models import Site

from importers.importing import ImportOptions, import_files
from importers.notes import UnreadableStory
from importers.reading import find_files, read_text
from importers.results import Outcome
from importers.saved_pages.parts import SavedPhoto
from importers.story_importer import StoryImporter
from importers.web_pages.reading import read_web_page
from news.creating_many import stories_created
from news.models import ArticlePage, Newsroom
from photos.models import Photo

MODIFIED = datetime(2020, 2, 3)  # noqa: DTZ001 - as the newsroom's clocks show it
WORDS = "The lanterns were lit at nine, and nobody in the harbour knew who had paid for them. "
TEXT = f"<p>{WORDS * 3}</p><p>{WORDS * 2}</p>"
SAID = {
    "@type": "NewsArticle",
    "headline": "Whale Under Bridge",
    "datePublished": "2019-11-30T15:23:00+01:00",
    "author": [{"@type": "Person", "name": "Oda Finch"}, {"name": "Al Ames"}],
    "articleSection": ["Harbour", "News"],
}
OPEN_GRAPH = """
    <meta property="og:title" content="Whale Under Bridge">
    <meta property="article:published_time" content="2019-11-30T14:23:00Z">
    <meta property="article:section" content="Harbour"><meta name="author" content="By Oda Finch">
"""
ATOM = f"""
    <div class="hentry"><h2 class="entry-title">Whale Under Bridge</h2>
    <span class="author vcard"><a class="fn" href="/oda">Oda Finch</a></span>
    <abbr class="published" title="2019-11-30T14:23:00Z">November</abbr>
    <div class="entry-content">{TEXT}</div></div>
"""


def web_page(body=f"<article>{TEXT}</article>", head="", **said):
    """Return a page whose JSON-LD says what is given besides."""
    described = json.dumps({"@graph": [{"@type": "WebSite"}, SAID | said]})
    script = f'<script type="application/ld+json">{described}</script>'
    return f"<!DOCTYPE html><html><head>{script}{head}</head><body>{body}</body></html>"


def read(html, path=Path("page.html")):
    return read_web_page(html, path, MODIFIED)


def bare(body, head=OPEN_GRAPH):
    """Return a page without JSON-LD."""
    return f"<html><head>{head}</head><body>{body}</body></html>"


def picture(path, colour="teal"):
    """Write a picture, and return its path."""
    path.parent.mkdir(exist_ok=True)
    data = BytesIO()
    Image.new("RGB", (60, 40), colour).save(data, "PNG")
    path.write_bytes(data.getvalue())
    return path


def htmls(story):
    return "".join(part.html for part in story.parts if hasattr(part, "html"))


def test_json_ld_says_who_wrote_what_when():
    story = read(web_page())
    assert story.headline == "Whale Under Bridge"
    assert story.byline.authors == ("Oda Finch", "Al Ames")
    assert story.byline.date.at == datetime(2019, 11, 30, 14, 23)  # noqa: DTZ001
    assert story.byline.section == "Harbour"
    assert htmls(story).count("<p>") == 2
    assert not story.doubts


@pytest.mark.parametrize(
    "html", [bare(f"<article>{TEXT}</article>"), bare(ATOM, "")], ids=["Open Graph", "hAtom"]
)
def test_without_json_ld_other_marks_say_it(html):
    story = read(html)
    assert story.headline == "Whale Under Bridge"
    assert story.byline.authors == ("Oda Finch",)
    assert story.byline.date.at == datetime(2019, 11, 30, 14, 23)  # noqa: DTZ001
    assert htmls(story).count("<p>") == 2
    assert not story.doubts


def test_what_stands_beside_the_text_is_left_out():
    besides = "<nav>Home</nav><aside>Popular</aside><form>Sign up</form><footer>Imprint</footer>"
    above = "<header><h1>Whale Under Bridge</h1><p class=byline>By Oda</p></header>"
    story = read(web_page(f"<article>{above}{TEXT}{besides}</article><div>Elsewhere</div>"))
    assert len(story.parts) == 1
    assert not {"Home", "Popular", "Sign up", "Imprint", "Elsewhere", "By Oda"} & {
        word for word in ("Home", "Popular", "Sign up", "Imprint", "By Oda") if word in htmls(story)
    }


def test_an_aside_is_reported_and_words_within_paragraphs_are_kept():
    body = f"<article>{TEXT}<p>At <time>nine</time>.</p><aside>A <b>fact</b> box</aside></article>"
    story = read(web_page(body))
    assert "At nine" in htmls(story)
    assert "beside the text: “A fact box”" in [note.text for note in story.notes]


def test_a_picture_above_the_text_is_kept():
    figure = '<figure><img src="a.png"><figcaption>It</figcaption></figure>'
    story = read(web_page(f"<article><header><h1>Whale</h1>{figure}</header>{TEXT}</article>"))
    assert isinstance(story.parts[0], SavedPhoto)


def test_articles_within_the_story_are_no_second_story():
    inner = "<section id=comments><article>Well said.</article></section>"
    story = read(web_page(f"<article>{TEXT}{inner}</article>"))
    assert not story.doubts
    assert "Well said" not in htmls(story)


def test_several_stories_on_a_page_are_in_doubt():
    assert read(web_page(f"<article>{TEXT}</article><article>{TEXT}</article>")).doubts


def test_lists_headings_quotes_and_tables_become_blocks():
    rest = "<h2>Why</h2><ul><li>One</li></ul><blockquote>Said</blockquote>"
    table = "<table><tr><td>1</td><td>2</td></tr></table>"
    story = read(web_page(f"<article>{TEXT}{rest}{table}</article>"))
    assert [getattr(part, "name", "") for part in story.parts] == [
        "",
        "heading",
        "",
        "quote",
        "table",
    ]


def test_text_that_no_element_marks_is_guessed_and_in_doubt():
    page = bare(
        f"<div id=menu>Home</div><div id=main>{TEXT * 3}</div><div class=footer>Imprint</div>"
    )
    story = read(page)
    assert story.doubts == ("where its text begins and ends was guessed",)
    assert "lanterns" in htmls(story)
    assert "Imprint" not in htmls(story)


@pytest.mark.parametrize(
    ("body", "doubts"), [(WORDS * 3, 0), ("Something else was written, and much longer.", 1)]
)
def test_the_text_that_json_ld_describes_settles_or_raises_a_doubt(body, doubts):
    story = read(web_page(f"<div id=main>{TEXT * 3}</div>", articleBody=body))
    assert len(story.doubts) == doubts


@pytest.mark.parametrize("published", ["", "yesterday", "2019-13-41", "0001-01-01T00:00:00Z"])
def test_without_a_date_the_story_has_that_of_its_file_and_is_in_doubt(published):
    story = read(web_page(datePublished=published))
    assert story.byline.date.at == MODIFIED
    assert len(story.doubts) == 1
    assert (
        story.key
        == read_web_page(
            web_page(datePublished=published),
            Path("x"),
            datetime(2021, 1, 1),  # noqa: DTZ001
        ).key
    )


def test_a_headline_and_writers_that_nothing_says_are_in_doubt():
    story = read(web_page("<h1>Whale</h1>" + f"<article>{TEXT}</article>", headline="", author=""))
    assert story.headline == "Whale"
    assert len(story.doubts) == 2


@pytest.mark.parametrize(
    "html",
    [
        "",
        "words",
        "<html></html>",
        bare("<p>Too little.</p>", ""),
        "<b>" * 500,
        "<script>" * 9,
        web_page("<" * 500_000),
        web_page("<!--" * 10_000),
        web_page("<article>" * 6_000 + TEXT),
    ],
    ids=["empty", "words", "no words", "few", "open", "script", "brackets", "comments", "nested"],
)
def test_what_holds_no_story_is_refused(html):
    with pytest.raises(UnreadableStory):
        read(html)


@pytest.mark.parametrize(
    "described",
    [
        "[" * 100_000,
        '{"@graph": {"@graph": {"@graph": []}}}',
        '{"@type": "NewsArticle", "headline": {"name": [[[1]]]}, "author": [[], {}, 7, null]}',
        '{"@type": ["Article"], "author": "<script>alert(1)</script>", "image": {"url": []}}',
        "null",
    ],
)
def test_json_ld_of_any_form_does_no_harm(described):
    script = f'<script type="application/ld+json">{described}</script>'
    story = read(bare(f"<article>{TEXT}</article>", OPEN_GRAPH + script))
    assert story.headline == "Whale Under Bridge"


def test_hostile_html_ends_harmless():
    hostile = (
        '<img src=x onerror=alert(1)><a href="javascript:alert(2)">press</a><svg onload=alert(3)>'
        '<iframe src="javascript:alert(4)"></iframe><style>p{}</style><p onclick=alert(5)>Words</p>'
        '<object data="data:text/html,x"></object><math><script>alert(6)</script></math>'
    )
    story = read(web_page(f"<article>{TEXT}{hostile}</article>", headline="<b>Whale</b> &amp; co"))
    assert story.headline == "Whale & co"
    assert "alert" not in str(story.parts)
    assert "javascript" not in str(story.parts)


def test_pictures_beside_the_page_are_found(tmp_path):
    file = picture(tmp_path / "page_files" / "a picture.png")
    figure = (
        '<figure><img src="page_files/a%20picture.png" alt="A whale">'
        "<figcaption>It came.</figcaption></figure>"
    )
    story = read(web_page(f"<article>{TEXT}{figure}</article>"), tmp_path / "page.html")
    assert story.parts[1] == SavedPhoto(1, "", "It came.", file, "A whale")
    assert story.lead_photo is None


@pytest.mark.parametrize(
    "address",
    [
        "../secret.png",
        "/etc/passwd",
        "file:///etc/passwd",
        "https://other.example/page_files/a.png",
        "//other.example/a.png",
        "link.png",
        "note.txt",
        "a%00.png",
        "x" * 5000 + ".png",
    ],
)
def test_pictures_elsewhere_are_never_read(tmp_path, address):
    folder = tmp_path / "archive"
    picture(tmp_path / "secret.png")
    folder.mkdir()
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "note.txt").write_text("note")
    image = f'<img src="{address}" alt="A whale">'
    story = read(web_page(f"<article>{TEXT}{image}</article>"), folder / "page.html")
    assert [part.file for part in story.parts if isinstance(part, SavedPhoto)] == [None]
    assert "A whale" in story.notes[0].text


def test_a_folder_of_pictures_holds_no_pages(tmp_path):
    for name in ("page.html", "page_files/frame.html", "other_files/two.htm", "three.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    found = [str(file.path.relative_to(tmp_path)) for file in find_files([str(tmp_path)])]
    assert found == ["other_files/two.htm", "page.html", "three.txt"]


@pytest.mark.parametrize("stated", ["koi8-r", "utf-8", "klingon", "rot13"])
def test_the_encoding_that_a_page_states_is_used(tmp_path, stated):
    path = tmp_path / "page.html"
    encoding = "koi8-r" if stated == "koi8-r" else "utf-8"
    path.write_bytes(f'<meta charset="{stated}"><p>Жук</p>'.encode(encoding))
    assert "Жук" in read_text(path).text


def run(path):
    """Import, and return the report with what failed."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_archive", str(path), stdout=out, stderr=err, verbosity=2)
    except CommandError as error:
        return f"{out.getvalue()}{err.getvalue()}{error}"
    return out.getvalue()


@pytest.fixture
def archive(tmp_path, settings, db):
    """A folder with a page and its pictures, one above the text and one in it."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    folder = tmp_path / "archive"
    folder.mkdir()
    above = picture(folder / "page_files" / "above.png", "red").name
    within = picture(folder / "page_files" / "within.png").name
    body = (
        f'<article><img src="page_files/{above}" alt="Above">{TEXT}'
        f'<img src="page_files/{within}" alt="Within"></article>'
    )
    (folder / "page.html").write_text(web_page(body))
    return folder


def test_a_page_is_a_story_with_its_pictures(archive):
    Newsroom.objects.create(site=Site.objects.get(), required_to_publish=[])  # no credits
    report = run(archive)
    assert "     1  imported" in report
    story = ArticlePage.objects.published().get()
    assert story.published_at == datetime(2019, 11, 30, 14, 23, tzinfo=UTC)
    assert story.section.title == "Harbour"
    assert [byline.author.name for byline in story.bylines.all()] == ["Oda Finch", "Al Ames"]
    assert story.lead_photo.description == "Above"
    assert story.body[-1].value["photo"].description == "Within"
    assert story.get_latest_revision_as_object().lead_photo == story.lead_photo
    assert Path(story.lead_photo.file.path).is_file()


def test_again_nothing_is_stored_twice(archive):
    run(archive)
    other = (archive / "page.html").read_text().replace("Whale Under Bridge", "Another")
    (archive / "other.html").write_text(other)
    assert "1  already imported" in run(archive)
    assert ArticlePage.objects.count() == Photo.objects.count() == 2


def test_what_is_in_doubt_is_a_draft_and_the_report_says_why(archive):
    page = archive / "page.html"
    page.write_text(page.read_text().replace("datePublished", "dateless"))
    assert f"{page}:1: imported as a draft. The page gives no date" in run(archive)
    assert not ArticlePage.objects.get().live


def test_a_picture_that_is_none_waits(archive):
    (archive / "page_files" / "within.png").write_text("no picture")
    run(archive)
    assert ArticlePage.objects.get().body[-1].value["photo"] is None


def test_a_story_that_cannot_be_stored_leaves_no_pictures(archive, tmp_path):
    def fail(**_kwargs):
        raise ZeroDivisionError

    stories_created.connect(fail)
    try:
        files = list(find_files([str(archive)]))
        [result] = import_files(files, StoryImporter("News"), ImportOptions())
    finally:
        stories_created.disconnect(fail)
    assert result.outcome is Outcome.FAILED
    assert not Photo.objects.exists()
    assert not [path for path in tmp_path.glob("media/**/*") if path.is_file()]
