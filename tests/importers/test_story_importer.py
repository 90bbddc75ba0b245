"""Storing stories as articles."""

from copy import copy
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Site

from comments.models import ReaderComment
from importers.models import ImportedStory
from importers.notes import NoteKind, UnreadableStory
from importers.results import Outcome
from importers.saved_pages.story import read_story
from importers.story_importer import STORE_ATTEMPTS_LIMIT, StoryImporter
from news.creating_many import stories_created
from news.models import ArticlePage, Author, Newsroom, SectionPage
from tests.factories import ArticleFactory, AuthorFactory, SectionFactory
from tests.failing import once_after, refusing
from tests.importers.pages import LANTERN_PARADE, saved_page

pytestmark = pytest.mark.django_db
# Of what is written for each story of a batch, without comments: most is written for all at once.
STATEMENTS_A_STORY_LIMIT = 4
# Inserted when all else of a story has been, but for its comments.
MARK = 'INSERT INTO "importers_importedstory"'


@pytest.fixture
def store():
    return StoryImporter("News")


@pytest.fixture
def parade(store):
    """Our sample as an article."""
    store.import_story(read_story(LANTERN_PARADE.read_text()))
    return ArticlePage.objects.get()


def keep(store, *args, order="mdy", **kwargs):
    return store.import_story(read_story(saved_page(*args, **kwargs), order))


def test_the_story_is_live_with_its_own_date(parade):
    assert parade.live
    assert not parade.has_unpublished_changes
    assert parade.published_at == datetime(2019, 11, 30, tzinfo=UTC)
    assert parade in ArticlePage.objects.published()


def test_the_story_stands_under_the_section_that_is_made_for_it(parade):
    section = SectionPage.objects.get(title="Harbour")
    assert section.live
    assert parade.section == section
    assert parade.url == "/harbour/lantern-parade-returns-with-a-whale-this-time/"


def test_the_story_has_its_author_and_the_credit_of_its_lead_photo(parade):
    assert [byline.author.name for byline in parade.bylines.all()] == ["Oda Finch"]
    assert parade.photo_credit == "Pelle Strand / Quay Weekly"


def test_the_body_is_made_of_blocks(parade):
    assert [block.block_type for block in parade.body] == [
        "photo", "paragraph", "paragraph", "tweet", "paragraph", "related", "paragraph", "tweet",
    ]  # fmt: skip
    assert parade.body[0].value["credit"] == "Drone Club of Port Ellery"
    assert parade.body[0].value["photo"] is None
    tweet = parade.body[3].value
    assert tweet["text"] == "The whale is real. The whale is paper. Please stop ringing us."
    assert (tweet["author"], tweet["handle"]) == ("Port Ellery Council", "ellerycouncil")
    assert tweet["posted_on"].isoformat() == "2019-11-29"
    assert parade.body[5].value["headline"] == "Drummer Found Asleep in Organ Loft"
    assert parade.body[7].value["source"].startswith("https://x.com/ellerybridge/")


def test_the_story_has_a_revision_and_a_history(parade):
    assert parade.live_revision == parade.latest_revision
    assert parade.get_latest_revision_as_object().body[1].block_type == "paragraph"
    actions = PageLogEntry.objects.filter(page=parade.pk).values_list("action", flat=True)
    assert set(actions) == {"wagtail.create", "wagtail.publish"}


def test_the_story_can_be_found(parade):
    assert [page.pk for page in ArticlePage.objects.search("matches")] == [parade.pk]


def test_sections_and_authors_are_found_whatever_their_case(store):
    section = SectionFactory(title="HARBOUR")
    author = AuthorFactory(name="ÉLODIE Finch")
    verdict = keep(store, byline="By: élodie finch | 11-30-2019 | Harbour")
    article = ArticlePage.objects.get()
    assert article.section == section
    assert article.bylines.get().author == author
    assert not [note for note in verdict.notes if note.kind is NoteKind.CREATED]


def test_a_section_of_the_same_name_elsewhere_in_the_tree_is_another(store):
    other = SectionFactory(title="Harbour", parent=Page.get_first_root_node())
    keep(store)
    assert ArticlePage.objects.get().section != other


def test_a_section_whose_address_is_taken_gets_another(store):
    keep(store, byline="By: Oda Finch | 11-30-2019 | Recent")
    assert SectionPage.objects.get().slug == "recent-2"


def test_what_is_new_in_the_newsroom_is_noted_once(store):
    first, second = keep(store), keep(store, headline="Another")
    new = [note.text for note in first.notes if note.kind is NoteKind.CREATED]
    assert new == ["section “Harbour”", "author “Oda Finch”"]
    assert not [note for note in second.notes if note.kind is NoteKind.CREATED]


def test_several_authors_keep_their_order(store):
    keep(store, byline="By: Zoe Zimt, Oda Finch and Al Ames | 11-30-2019 | Harbour")
    bylines = ArticlePage.objects.get().bylines.values_list("sort_order", "author__name")
    assert list(bylines) == [(0, "Zoe Zimt"), (1, "Oda Finch"), (2, "Al Ames")]


def test_files_without_a_section_go_to_the_one_that_is_asked_for():
    keep(StoryImporter("Sport"), byline="By: Oda Finch | 11-30-2019")
    assert ArticlePage.objects.get().section.title == "Sport"


def test_times_are_in_the_newsrooms_time_zone(store, settings):
    settings.TIME_ZONE = "America/New_York"
    keep(store, byline="By: Oda Finch | 11-30-2019 15:23 | Harbour")
    assert ArticlePage.objects.get().published_at == datetime(2019, 11, 30, 20, 23, tzinfo=UTC)


def test_a_date_to_come_is_reported(store):
    verdict = keep(store, byline="By: Oda Finch | 11-30-2999 | Harbour")
    assert "readers see nothing of it before that" in "".join(note.text for note in verdict.notes)
    assert not ArticlePage.objects.published().exists()


@pytest.mark.parametrize(
    "headline", ["🐋🐋", "Кит под мостом", "—", "Whale!" * 40, "Whale Under Bridge"]
)
def test_equal_headlines_of_other_days_both_have_an_address(store, headline):
    for day in ("11-28-2019", "11-29-2019", "11-30-2019"):
        keep(store, headline=headline, byline=f"By: Oda Finch | {day} | Harbour")
    slugs = [page.slug for page in ArticlePage.objects.order_by("pk")]
    assert slugs[1:] == [f"{slugs[0]}-2", f"{slugs[0]}-3"]


def test_again_nothing_is_duplicated(store):
    keep(store)
    verdict = keep(StoryImporter("News"))
    assert verdict.outcome is Outcome.PRESENT
    assert ArticlePage.objects.count() == Author.objects.count() == 1


def test_a_file_that_changed_is_reported_and_the_story_left_alone(store):
    keep(store)
    verdict = keep(store, "Other words.")
    assert verdict.outcome is Outcome.CHANGED
    assert verdict.text == (
        "changed in the file since it was imported; the story here is left as it is"
    )
    assert "Some words." in str(ArticlePage.objects.get().body)


def test_a_date_that_is_read_otherwise_now_is_reported(store):
    byline = "By: Oda Finch | 02-08-2018 | Harbour"
    keep(store, byline=byline)
    verdict = keep(store, byline=byline, order="dmy")
    assert verdict.outcome is Outcome.CHANGED
    assert "with the date 8 February 2018, now read as 2 August 2018" in verdict.text
    assert ArticlePage.objects.count() == 1


def test_a_story_that_was_deleted_here_can_be_imported_again(store):
    keep(store)
    ArticlePage.objects.get().delete()
    assert keep(store).outcome is Outcome.IMPORTED


def test_a_headline_that_an_editor_changed_does_not_make_the_story_new(store):
    keep(store)
    ArticlePage.objects.update(title="Corrected")
    assert keep(store).outcome is Outcome.PRESENT


def test_an_import_that_was_faster_is_not_repeated(store):
    first_look = f'SELECT "{ImportedStory._meta.db_table}"'
    with once_after(first_look, lambda: keep(StoryImporter("News"))):
        assert keep(store).outcome is Outcome.PRESENT
    assert ArticlePage.objects.count() == 1


@pytest.fixture
def clash():
    """Have another process create the same record a moment before, so many times."""
    left = 0

    def make_it_first(execute, sql, *rest):
        nonlocal left
        if left and sql.startswith(MARK):
            left -= 1
            execute(sql, *rest)
        return execute(sql, *rest)

    def prepare(times):
        nonlocal left
        left = times

    with connection.execute_wrapper(make_it_first):
        yield prepare


def test_a_clash_with_somebody_else_is_tried_again(store, clash):
    clash(STORE_ATTEMPTS_LIMIT - 1)
    assert keep(store).outcome is Outcome.IMPORTED
    assert Author.objects.count() == SectionPage.objects.count() == 1


def test_of_clashes_without_end_the_last_is_told_and_nothing_stored(store, clash):
    clash(STORE_ATTEMPTS_LIMIT)
    with pytest.raises(IntegrityError):
        keep(store)
    assert not ArticlePage.objects.exists()


def test_the_database_itself_refuses_a_story_twice(store):
    keep(store)
    again = copy(ImportedStory.objects.get())
    again.pk, again.article = None, ArticleFactory()
    with pytest.raises(IntegrityError):
        again.save(force_insert=True)


def test_a_story_that_cannot_be_stored_leaves_nothing_and_spoils_nothing(store):
    with refusing(MARK), pytest.raises(OperationalError):
        keep(store)
    assert not ArticlePage.objects.exists()
    assert not SectionPage.objects.exists()
    assert not Author.objects.exists()
    assert keep(store).outcome is Outcome.IMPORTED
    assert Author.objects.count() == 1


def test_an_author_who_was_not_stored_is_not_taken_for_the_next_one(store):
    with refusing(MARK), pytest.raises(OperationalError):
        keep(store)
    keep(store, byline="By: Pelle Strand | 11-30-2019 | Harbour")  # gets the freed id
    keep(store)
    names = Author.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["Pelle Strand", "Oda Finch"]


def test_a_new_author_in_two_spellings_is_one(store):
    keep(store, byline="By: Élodie Finch | 11-30-2019 | Harbour")
    keep(store, byline="By: ÉLODIE FINCH | 11-29-2019 | Harbour")
    assert Author.objects.get().name == "Élodie Finch"


def test_an_author_or_section_deleted_meanwhile_is_made_again(store):
    keep(store)
    ArticlePage.objects.get().delete()
    SectionPage.objects.get().delete()
    Author.objects.all().delete()
    assert keep(store, headline="Another").outcome is Outcome.IMPORTED


def test_what_a_block_refuses_is_refused_with_its_line(store):
    # Rich text grows when its characters are escaped, past what one block holds.
    with pytest.raises(UnreadableStory, match=r"paragraph: .*too long") as caught:
        keep(store, "Words.\n\n" + "&" * 49_000)
    assert caught.value.line == 7
    assert not ArticlePage.objects.exists()


def test_stories_that_are_here_already_stay_where_they_are(store):
    section = SectionFactory(title="Harbour")
    mine = ArticleFactory(parent=section, title="Whale Under Bridge")
    keep(store)
    assert set(section.get_children()) == {mine.page_ptr, ArticlePage.objects.last().page_ptr}
    assert not any(Page.find_problems())


def test_a_dry_run_says_what_would_happen_and_changes_nothing(django_assert_max_num_queries):
    rows = [model.objects.count() for model in (Page, Author, ImportedStory, PageLogEntry)]
    dry = StoryImporter("News", dry_run=True)
    with django_assert_max_num_queries(10) as queries:
        verdict = keep(dry)
    assert verdict.outcome is Outcome.IMPORTED
    assert verdict.notes[0].text == "section “Harbour”"
    assert all(query["sql"].startswith("SELECT") for query in queries)
    assert not [note for note in keep(dry, headline="Two").notes if note.kind is NoteKind.CREATED]
    after = [model.objects.count() for model in (Page, Author, ImportedStory, PageLogEntry)]
    assert after == rows
    assert keep(StoryImporter("News")).text == verdict.text


def test_a_dry_run_knows_what_is_there_already(store):
    keep(store)
    assert keep(StoryImporter("News", dry_run=True)).outcome is Outcome.PRESENT


def test_a_story_costs_the_same_however_many_have_its_headline(store):
    def queries(day):
        with CaptureQueriesContext(connection) as captured:
            keep(store, byline=f"By: Oda Finch | 11-{day}-2019 | Harbour")
        return len(captured)

    first, second, *_others, last = [queries(day) for day in range(10, 31)]
    assert last <= second <= first


def test_what_was_imported_is_counted(store):
    verdict = store.import_story(read_story(LANTERN_PARADE.read_text()))
    assert verdict.text == (
        "“Lantern Parade Returns - With a Whale This Time?” in Harbour, 30 November 2019: "
        "4 paragraphs, 2 tweets, 1 photo, 1 related headline, 2 comments"
    )
    assert (verdict.outcome, verdict.comments) == (Outcome.IMPORTED, 2)
    assert {note.kind for note in verdict.notes} >= {
        NoteKind.CREATED,
        NoteKind.PICTURE,
        NoteKind.RELATED,
    }
    assert keep(store).text.endswith(": 1 paragraph")


def comments(*numbers):
    """Return the end of a saved page with comments."""
    return "\n".join(f"Ada No. {n} 2019-12-01 : 08:15\n\nWell said.\n" for n in numbers)


@pytest.mark.parametrize("dry_run", [False, True])
def test_comments_that_a_story_here_lacks_are_imported(store, dry_run):
    keep(store, end=comments(7, 8, 9))
    ReaderComment.objects.exclude(original_number=7).delete()
    verdict = keep(StoryImporter("News", dry_run=dry_run), end=comments(7, 8, 9))
    assert (verdict.outcome, verdict.comments) == (Outcome.EXTENDED, 2)
    assert verdict.text == "“Whale Under Bridge”: 2 new comments"
    assert ArticlePage.objects.get().comments.count() == (1 if dry_run else 3)


def test_new_comments_of_a_story_that_changed_are_imported_too(store):
    keep(store)
    verdict = keep(store, "Other words.", end=comments(7))
    assert (verdict.outcome, verdict.comments) == (Outcome.CHANGED, 1)
    assert verdict.text == (
        "changed in the file since it was imported; the story here is left as it is: 1 new comment"
    )
    assert keep(store, "Other words.", end=comments(7)).comments == 0


def test_a_dry_run_counts_the_comments_of_a_story_once(store):
    dry = StoryImporter("News", dry_run=True)
    assert keep(dry, end=comments(7)).comments == 1
    assert keep(dry, end=comments(7, 8)).comments == 1


def test_a_dry_run_refuses_what_the_import_would():
    with pytest.raises(UnreadableStory, match="too long"):
        keep(StoryImporter("News", dry_run=True), "Words.\n\n" + "&" * 49_000)


def test_what_is_new_is_announced_once_in_a_dry_run_whatever_its_case():
    dry = StoryImporter("Sport", dry_run=True)
    first = keep(dry, byline="By: Oda Finch and Al Ames | 11-30-2019")
    second = keep(dry, byline="By: ODA FINCH and Zoe Zimt | 11-30-2019 | SPORT")
    new = [[n.text for n in one.notes if n.kind is NoteKind.CREATED] for one in (first, second)]
    assert new == [
        ["section “Sport”", "author “Oda Finch”", "author “Al Ames”"],
        ["author “Zoe Zimt”"],
    ]
    assert {note.line for note in first.notes} == {1}


def test_a_date_to_come_is_named_in_the_note(store):
    verdict = keep(store, byline="By: Oda Finch | 11-30-2999 | Harbour")
    [note] = [note for note in verdict.notes if note.kind is NoteKind.CHECK]
    assert (note.line, note.text[:22]) == (1, "dated 30 November 2999")
    assert not [note for note in keep(store).notes if note.kind is NoteKind.CHECK]


def test_another_error_than_a_clash_is_not_tried_again(store):
    tries = []

    def fail(stories, **_kwargs):
        tries.append(stories)
        raise RuntimeError

    stories_created.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            keep(store)
    finally:
        stories_created.disconnect(fail)
    assert len(tries) == 1


def test_blocks_of_html_are_stored_and_nothing_is_fetched(store):
    verdict = keep(
        store,
        '<h2>Head</h2><iframe src="https://youtu.be/dQw4w9WgXcQ"></iframe>\n\n'
        '<img src="https://a.example/p.jpg">\n\n<iframe src="https://x.com/a/status/1"></iframe>'
        "<blockquote>Words</blockquote><table><tr><td>1</td><td>2</td></tr></table>",
    )
    article = ArticlePage.objects.published().get()
    stored = [(block["type"], block["value"]) for block in article.body.raw_data]
    assert [name for name, _ in stored] == ["heading", "embed", "photo", "tweet", "quote", "table"]
    assert stored[1][1]["source"] == "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    assert stored[2][1]["caption"] == "https://a.example/p.jpg"
    assert verdict.text.endswith("1 heading, 1 quote, 1 table, 1 tweet, 1 embed, 1 photo")


def test_numbers_in_an_address_stay_readable(store):
    keep(store, headline="Growth at 8.1")
    keep(store, headline="Growth at 8.1", byline="By: Oda Finch | 11-29-2019 | Harbour")
    slugs = ArticlePage.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["growth-at-8-1", "growth-at-8-1-2"]


@pytest.mark.parametrize("required", [[], ["topic"]], ids=["published", "draft"])
def test_a_story_is_found_among_the_uses_of_its_author(store, required):
    Newsroom.objects.create(site=Site.objects.get(), required_to_publish=required)
    keep(store)
    assert ArticlePage.objects.get().live == (not required)
    assert ReferenceIndex.get_references_to(Author.objects.get()).exists()


def some_stories(days):
    """Return stories of one author and section, each of its own day."""
    pages = (saved_page(byline=f"By: Oda Finch | 11-{day}-2019 | Harbour") for day in days)
    return [read_story(page) for page in pages]


def test_a_story_of_a_batch_costs_few_statements(store):
    def statements(days):
        with CaptureQueriesContext(connection) as captured:
            results = store.import_stories(some_stories(days))
        assert {result.outcome for result in results} == {Outcome.IMPORTED}
        return len(captured)

    statements(range(10, 11))
    few, many = statements(range(11, 14)), statements(range(14, 30))
    assert (many - few) / (16 - 3) <= STATEMENTS_A_STORY_LIMIT


def test_a_batch_that_is_there_already_costs_one_statement(store, django_assert_num_queries):
    store.import_stories(some_stories(range(10, 30)))
    with django_assert_num_queries(1):
        results = store.import_stories(some_stories(range(10, 30)))
    assert {result.outcome for result in results} == {Outcome.PRESENT}


def test_of_a_batch_only_the_story_that_fails_is_left_out(store):
    stories = [*some_stories([10, 11]), read_story(saved_page(headline="Bad")), *some_stories([12])]

    def fail(stories, **_kwargs):
        if "Bad" in [story.title for story in stories]:
            raise ZeroDivisionError

    stories_created.connect(fail)
    try:
        results = store.import_stories(stories)
    finally:
        stories_created.disconnect(fail)
    assert isinstance(results[2], ZeroDivisionError)
    assert ArticlePage.objects.count() == 3
    assert not any(Page.find_problems())


def test_a_body_that_is_refused_does_not_break_up_its_batch(store):
    batches = []

    def note(stories, **_kwargs):
        batches.append(len(stories))

    stories_created.connect(note)
    try:
        refused = read_story(saved_page("Words.\n\n" + "&" * 49_000))
        results = store.import_stories([*some_stories([10, 11]), refused])
    finally:
        stories_created.disconnect(note)
    assert isinstance(results[2], UnreadableStory)
    assert batches == [2]


def test_a_batch_is_stored_as_its_stories_are_one_by_one(store):
    """A tree without problems, whatever was in the section, and all that hangs on a page."""
    section = SectionFactory(title="Harbour")
    ArticleFactory(parent=section)
    store.import_stories(some_stories(range(10, 13)))
    keep(store, byline="By: Oda Finch | 11-13-2019 | Harbour")
    SectionPage.objects.get().add_child(instance=ArticlePage(title="By hand", live=False))
    *_others, batched, alone = ArticlePage.objects.exclude(title="By hand").order_by("path")
    assert not any(Page.find_problems())
    assert batched.url.endswith("/harbour/whale-under-bridge-3/")
    assert batched.url_path.removesuffix("-3/") == alone.url_path.removesuffix("-4/")
    for story in (batched, alone):
        assert story.live_revision == story.latest_revision == story.revisions.get()
        assert not story.has_unpublished_changes
        assert story.latest_revision.as_object().bylines.get().author == Author.objects.get()
        assert PageLogEntry.objects.filter(page=story.pk).count() == 2
        assert story.pk in {page.pk for page in ArticlePage.objects.search("words")}
        assert ReferenceIndex.get_references_for_object(story).exists()
