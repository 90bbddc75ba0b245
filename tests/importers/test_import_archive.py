"""The command: files in, stories and a report out."""

import codecs
import logging
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Site

from comments.models import ReaderComment
from importers.importing import BATCH_SIZE
from importers.models import ImportedStory
from news.creating_many import stories_created
from news.models import ArticlePage, Author, Newsroom, SectionPage
from tests.importers.pages import LANTERN_PARADE, saved_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    """Run the command; return what it prints, with the failures and the error at the end."""

    def run(*paths, **options):
        out, err = StringIO(), StringIO()
        try:
            call_command("import_archive", *map(str, paths), stdout=out, stderr=err, **options)
        except CommandError as error:
            return f"{out.getvalue()}{err.getvalue()}{error}"
        assert not err.getvalue()
        return out.getvalue()

    return run


@pytest.fixture
def archive(tmp_path):
    """A directory with three good pages and a bad one among them."""
    for number, day in enumerate(("11-01-2019", "02-30-2018", "11-03-2019", "11-04-2019")):
        text = saved_page(headline=f"Day {number}", byline=f"By: Oda Finch | {day} | Harbour")
        (tmp_path / f"page{number}.txt").write_text(text)
    return tmp_path


def test_our_sample_is_imported_and_everything_open_is_reported(run):
    report = run(LANTERN_PARADE)
    assert "1  imported" in report
    assert ArticlePage.objects.published().get().title.startswith("Lantern Parade")
    for line in (
        f"{LANTERN_PARADE}:2: the lead photo, by “Pelle Strand / Quay Weekly”",
        f"{LANTERN_PARADE}:6: a photo in the text, by “Drone Club of Port Ellery”",
        f"{LANTERN_PARADE}:20: “Drummer Found Asleep in Organ Loft”",
    ):
        assert line in report
    assert ReaderComment.objects.count() == 2


def test_a_story_without_what_is_required_is_imported_as_a_draft(run):
    Newsroom.objects.create(site=Site.objects.get(), required_to_publish=["topic"])
    report = run(LANTERN_PARADE)
    assert "1  imported" in report
    assert f"{LANTERN_PARADE}:1: imported as a draft. There is no topic" in report
    assert not ArticlePage.objects.get().live


def test_a_bad_file_is_reported_and_the_rest_imported(run, archive):
    report = run(archive)
    assert ArticlePage.objects.count() == 3
    assert f"{archive}/page1.txt:1: “02-30-2018” does not exist, read month first" in report
    assert report.endswith("1 of 4 files could not be imported.")


def test_again_everything_is_there_already(run, archive):
    (archive / "page1.txt").unlink()
    run(archive)
    assert "3  already imported" in run(archive)
    assert ArticlePage.objects.count() == 3


def test_a_file_that_changed_is_named(run, archive):
    run(LANTERN_PARADE)
    changed = archive / "changed.txt"
    changed.write_text(LANTERN_PARADE.read_text().replace("paper lanterns", "tin lanterns"))
    report = run(changed)
    assert f"{changed}:4: changed in the file since it was imported" in report


def test_two_files_with_the_same_story_are_one_story(run, tmp_path):
    (tmp_path / "a.txt").write_text(saved_page())
    (tmp_path / "b.txt").write_text(saved_page("Other words."))
    report = run(tmp_path)
    assert f"{tmp_path}/b.txt:3: the same headline, date and author as {tmp_path}/a.txt" in report
    assert "Some words." in str(ArticlePage.objects.get().body)


def test_a_dry_run_reports_the_same_and_changes_nothing(run, archive):
    pages = Page.objects.count()
    planned = run(archive, dry_run=True, verbosity=2)
    assert Page.objects.count() == pages
    assert not Author.objects.exists()
    assert not ImportedStory.objects.exists()
    assert "Nothing was changed" in planned
    done = run(archive, verbosity=2)
    planned = planned.replace("\nNothing was changed: this was a dry run.\n", "")
    assert planned.replace("would be imported", "imported").replace("Would be i", "I") == done


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + saved_page("Café").encode(),
        saved_page("Café").replace("\n", "\r\n").encode(),
        saved_page("Café").replace("\n", "\r").encode(),
        saved_page("Café").encode("latin-1"),
        saved_page("Café").encode("utf-16"),
    ],
    ids=["BOM", "CRLF", "CR", "Latin-1", "UTF-16"],
)
def test_files_of_any_usual_encoding_are_imported(run, tmp_path, data):
    path = tmp_path / "page.txt"
    path.write_bytes(data)
    run(path)
    assert ArticlePage.objects.get().body.raw_data[0]["value"] == "<p>Café</p>"


def test_bytes_that_are_read_as_windows_1252_are_reported(run, tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes(saved_page("Café").encode("latin-1"))
    assert f"{path}:5: bytes that are not UTF-8" in run(path)


def test_an_encoding_can_be_named(run, tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes(saved_page("Жук").encode("koi8-r"))
    run(path, encoding="koi8-r")
    assert "Жук" in str(ArticlePage.objects.get().body)


@pytest.mark.parametrize(
    "options",
    [["--encoding", "klingon"], ["--encoding", "rot13"], ["--section", " "], ["--date-order", "x"]],
)
def test_options_that_make_no_sense_are_refused(options):
    with pytest.raises(CommandError):
        call_command("import_archive", str(LANTERN_PARADE), *options)


def test_the_section_and_the_order_of_dates_can_be_given(run, tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(saved_page(byline="By: Oda Finch | 30-11-2019"))
    run(path, section="Sport", date_order="dmy")
    article = ArticlePage.objects.get()
    assert (article.section.title, article.published_at.day) == ("Sport", 30)


@pytest.fixture
def day_first(tmp_path):
    """A directory of pages most of whose dates exist in either order."""
    for number, day in enumerate(("01-02-2019", "13-02-2019", "02-13-2019", "14-03-2019")):
        text = saved_page(headline=f"Day {number}", byline=f"By: Oda Finch | {day} | Harbour")
        (tmp_path / f"page{number}.txt").write_text(text)
    return tmp_path


def test_dates_that_fit_another_order_only_are_reported_before_anything_is_imported(run, day_first):
    misread = "2 files fit only day first, 1 file fit only month first; read month first."
    assert run(day_first) == f"{misread} Nothing was imported: say which it is by --date-order."
    assert not ArticlePage.objects.exists()
    assert run(day_first, dry_run=True).startswith(f"{misread}\n\n     2  would be imported")
    assert run(day_first, date_order="mdy").startswith(misread)
    assert ArticlePage.objects.count() == 2


def dates():
    return {page.title: page.published_at.date().isoformat() for page in ArticlePage.objects.all()}


def test_a_wrong_order_of_dates_is_put_right(run, day_first):
    (day_first / "page2.txt").unlink()
    run(day_first, date_order="mdy")
    assert dates() == {"Day 0": "2019-01-02"}
    assert "now read as 1 February 2019" in run(day_first, date_order="dmy")
    planned = run(day_first, date_order="dmy", redate=True, dry_run=True)
    assert dates()["Day 0"] == "2019-01-02"
    done = run(day_first, date_order="dmy", redate=True)
    line = (
        f"{day_first}/page0.txt:3: “Day 0” was imported with the date 2 January 2019, now read as"
    )
    assert line in planned
    assert line in done
    assert dates() == {"Day 0": "2019-02-01", "Day 1": "2019-02-13", "Day 3": "2019-03-14"}
    story = ArticlePage.objects.get(title="Day 0")
    assert story.get_latest_revision_as_object().published_at == story.published_at
    assert (story.live, story.has_unpublished_changes) == (True, False)
    assert "3  already imported\n" in run(day_first, date_order="dmy", redate=True)


@pytest.mark.parametrize(
    ("changes", "publish", "reason"),
    [
        ({"published_at": datetime(2020, 1, 1, tzinfo=UTC)}, True, "its date was changed here"),
        ({"published_at": datetime(2020, 1, 1, tzinfo=UTC)}, False, "its date was changed here"),
        ({"title": "Other"}, False, "it has changes that are not published"),
    ],
)
def test_a_date_that_an_editor_is_at_work_on_is_left(run, day_first, changes, publish, reason):
    run(day_first / "page0.txt")
    story = ArticlePage.objects.get()
    for name, value in changes.items():
        setattr(story, name, value)
    revision = story.save_revision()
    if publish:
        revision.publish()
    before = dates()
    report = run(day_first / "page0.txt", date_order="dmy", redate=True)
    assert f"now read as 1 February 2019; {reason}; the story here is left as it is" in report
    assert dates() == before


def test_a_draft_is_given_another_date_and_stays_one(run, day_first):
    Newsroom.objects.create(site=Site.objects.get(), required_to_publish=["topic"])
    run(day_first / "page0.txt")
    run(day_first / "page0.txt", date_order="dmy", redate=True)
    story = ArticlePage.objects.get()
    assert not story.live
    assert story.get_latest_revision_as_object().published_at.month == 2


def test_a_section_named_like_an_address_of_the_site_gets_another(run, tmp_path, client):
    path = tmp_path / "page.txt"
    path.write_text(saved_page(byline="By: Oda Finch | 11-01-2019 | Topics"))
    run(path)
    assert SectionPage.objects.get().slug == "topics-2"
    assert client.get(ArticlePage.objects.get().url).status_code == 200


def test_an_empty_file_and_a_path_that_is_not_there_are_reported(run, tmp_path):
    (tmp_path / "empty.txt").write_text("")
    report = run(tmp_path / "gone.txt", tmp_path)
    assert f"{tmp_path}/gone.txt: there is no such file" in report
    assert f"{tmp_path}/empty.txt:1: the file is empty" in report
    assert report.endswith("2 of 2 files could not be imported.")


@pytest.fixture
def raise_when_published():
    """Have the publication of one story fail: `raise_when_published("Day 2", error)`."""

    def prepare(title, error):
        def fail(stories, **_kwargs):
            if title in [story.title for story in stories]:
                raise error

        stories_created.connect(fail, weak=False)
        receivers.append(fail)

    receivers = []
    yield prepare
    for receiver in receivers:
        stories_created.disconnect(receiver)


def test_an_error_nobody_thought_of_costs_one_file_and_is_logged(
    run, archive, raise_when_published, caplog
):
    raise_when_published("Day 2", ZeroDivisionError("oh"))
    with caplog.at_level(logging.ERROR):
        report = run(archive)
    assert ArticlePage.objects.count() == 2
    assert f"{archive}/page2.txt: could not be imported (ZeroDivisionError: oh)" in report
    assert caplog.records[0].exc_info


def test_stopped_half_way_it_still_reports(run, archive, raise_when_published):
    for number in range(10, 10 + BATCH_SIZE):
        text = saved_page(headline=f"Day {number}", byline="By: Oda Finch | 11-01-2019 | Harbour")
        (archive / f"page{number}.txt").write_text(text)
    raise_when_published(f"Day {BATCH_SIZE + 9}", KeyboardInterrupt())
    report = run(archive)
    assert f"{BATCH_SIZE - 1}  imported" in report
    assert ArticlePage.objects.count() == BATCH_SIZE - 1
    assert "Stopped. Run it again" in report


def test_a_site_without_a_front_page_is_told_so(run):
    Site.objects.update(root_page=Page.get_first_root_node())
    assert "no front page" in run(LANTERN_PARADE)


def test_where_somebody_watches_files_are_counted(archive):
    class Terminal(StringIO):
        def isatty(self):
            return True

    err = Terminal()
    with pytest.raises(CommandError):
        call_command("import_archive", str(archive), stdout=StringIO(), stderr=err)
    assert "\r4 files" in err.getvalue()


def test_the_log_is_quiet_while_it_runs_and_as_before_when_it_is_done(run, caplog):
    with caplog.at_level(logging.INFO):
        run(LANTERN_PARADE)
    assert not caplog.records
    assert logging.getLogger("wagtail").level == logging.NOTSET


def test_hostile_files_end_harmless(run, tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(
        saved_page(
            '<img src=x onerror=alert(1)><a href="javascript:alert(2)">press</a> <b>5 < 6</b>',
            headline="<script>alert(3)</script> & \u202eevil 🐋",
            byline='By: <b>Oda</b> "Finch" | 11-30-2019 | <i>Har</i>bour',
        )
    )
    run(path)
    article = ArticlePage.objects.get()
    assert article.title == "& evil 🐋"
    assert article.body.raw_data[0]["value"] == "<p>press <b>5 &lt; 6</b></p>"
    assert SectionPage.objects.get().title == "Harbour"
    assert Author.objects.get().name == 'Oda "Finch"'
