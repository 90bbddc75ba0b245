"""The newsroom's search: drafts too, by all that the person may read of them."""

from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import GroupPagePermission

from news.models import ArticlePage, Byline
from search.models import PageText
from search.newsroom import index
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    StandardPageFactory,
    TopicFactory,
    UserFactory,
)
from tests.search.indexing import paragraph
from tests.search.logging_queries import HOSTILE_QUERIES

pytestmark = pytest.mark.django_db

SEARCH = "/admin/pages/search/results/"
CHOOSER = "/admin/choose-page/search/"
DRAFTS = ("Mine", "Others", "Elsewhere")


def make(section, title="The quay", *, live=False, **fields):
    """Write a story in the editor: a page and its first revision."""
    story = ArticleFactory(parent=section, title=title, live=live, signals=True)
    return rewrite(story, **fields)


def rewrite(story, **fields):
    """Save a draft of a story."""
    for name, value in fields.items():
        setattr(story, name, value)
    story.save_revision()
    return story


def titles(client, address=SEARCH, **parameters):
    """Return the headlines that a search lists, in their order."""
    response = client.get(address, parameters)
    assert response.status_code == 200
    return [row.get_admin_display_title() for row in response.context["table"].data]


def test_a_draft_is_found_by_all_that_its_last_revision_says(desk, section):
    author, topic = AuthorFactory(name="Ines Okafor"), TopicFactory(name="Dredging")
    story = make(
        section,
        standfirst="Why the harbour silts up",
        body=paragraph("The barges wait at low tide."),
        label="analysis",
        bylines=[Byline(author=author)],
        topics=[topic],
    )
    for words in (
        *("quay", "silts harbour", "barge", '"low tide"', "Okafor", "dredging", "analysis"),
        *(story.slug, f"https://news.example.org/news/{story.slug}/", "quay -tug", "barg"),
    ):
        assert titles(desk, q=words) == ["The quay"], words
    for words in ("quay -barge", "tug", '"tide low"', "ba"):
        assert titles(desk, q=words) == [], words


def test_a_published_story_is_found_by_its_draft_and_by_what_readers_read(desk, section):
    story = make(section, body=paragraph("The barges wait."))
    story.get_latest_revision().publish()
    rewrite(ArticlePage.objects.get(), body=paragraph("The tugs wait."))
    assert titles(desk, q="tugs") == titles(desk, q="barges") == ["The quay"]
    assert "In the live version" in desk.get(SEARCH, {"q": "barges"}).text
    assert "In the live version" not in desk.get(SEARCH, {"q": "tugs"}).text
    ArticlePage.objects.get().get_latest_revision().publish()
    assert titles(desk, q="tugs") == ["The quay"]
    assert titles(desk, q="barges") == []
    assert PageText.objects.filter(page=story).count() == 1
    ArticlePage.objects.get().unpublish()
    assert titles(desk, q="tugs") == ["The quay"]


def test_words_of_a_revision_that_autosave_overwrites_are_found_no_more(desk, section, editor):
    story = make(section)
    revision = story.save_revision(user=editor)
    story.standfirst = "Mudd"
    story.save_revision(user=editor, overwrite_revision=revision)
    story.standfirst = "Sand"
    story.save_revision(user=editor, overwrite_revision=revision)
    assert titles(desk, q="mudd") == []
    assert titles(desk, q="sand") == ["The quay"]


def test_other_pages_are_found_by_their_texts(desk):
    page = StandardPageFactory(title="About us", introduction="Since 1888", signals=True)
    assert titles(desk, q="1888") == ["About us"]
    assert titles(desk, q=page.slug) == ["About us"]


@pytest.mark.parametrize(
    ("group", "by_body"),
    [("Reporters", {"Mine"}), ("Editors", {"Mine", "Others", "Elsewhere"})],
)
@pytest.mark.parametrize("address", [SEARCH, CHOOSER])
def test_who_writes_finds_headlines_of_drafts_and_all_of_those_they_may_open(
    client, group, by_body, address
):
    client.force_login(person := UserFactory(group=group))
    make_drafts(person)
    assert set(titles(client, address, q="barges")) == by_body
    assert [titles(client, address, q=title) for title in DRAFTS] == [[title] for title in DRAFTS]
    text = client.get(address, {"q": "elsewhere"}).text
    assert ("Silt" in text) is ("Elsewhere" in by_body)


@pytest.mark.parametrize("group", ["Photo desk", "Comment moderators"])
@pytest.mark.parametrize("address", [SEARCH, CHOOSER])
def test_who_does_not_write_finds_no_draft(client, group, address):
    client.force_login(person := UserFactory(group=group))
    make_drafts(person)
    for words in ("barges", *DRAFTS):
        text = client.get(address, {"q": words}).text
        assert not [title for title in DRAFTS if f">{title}<" in text]
        assert "Silt" not in text


def make_drafts(person):
    """Write a draft of the person, and two of others."""
    section = SectionFactory()
    parents = {"Mine": section, "Others": section, "Elsewhere": SectionFactory()}
    for title in DRAFTS:
        story = make(parents[title], title, body=paragraph("Barges"), standfirst="Silt")
        if title == "Mine":
            ArticlePage.objects.filter(pk=story.pk).update(owner=person)


def test_section_editors_find_drafts_of_their_section_only(section, client):
    client.force_login(editor_of(section))
    make(section, "Ours", body=paragraph("Barges"))
    make(SectionFactory(), "Theirs", body=paragraph("Barges"))
    assert titles(client, q="barges") == titles(client, CHOOSER, q="barges") == ["Ours"]
    assert titles(client, q="theirs") == titles(client, CHOOSER, q="theirs") == []


def test_a_section_that_lists_do_not_show_is_named_as_readers_know_it(section, client):
    other = SectionFactory(title="Sport", signals=True)
    make(other, "Barges race", live=True)
    other.title = "Nobody knows yet"
    other.save_revision()
    client.force_login(editor_of(section))
    for address in (f"{CHOOSER}?q=barges", f"/admin/choose-page/{other.pk}/"):
        text = client.get(address).text
        assert "Barges race" in text
        assert "Nobody knows yet" not in text


def editor_of(section):
    """Return a person who edits one section."""
    person, group = UserFactory(group="Section editors"), Group.objects.create(name="Desk")
    for codename in ("add_page", "change_page", "publish_page", "lock_page"):
        GroupPagePermission.objects.create(
            group=group, page=section, permission=Permission.objects.get(codename=codename)
        )
    person.groups.add(group)
    return person


def test_choosers_find_published_stories_by_what_readers_read_and_by_nothing_else(section, client):
    story = make(section, "As readers know it", body=paragraph("Barges"))
    story.get_latest_revision().publish()
    rewrite(ArticlePage.objects.get(), title="Secret", body=paragraph("Tugs"))
    client.force_login(UserFactory(group="Comment moderators"))
    assert "As readers know it" in client.get(CHOOSER, {"q": "barges"}).text
    for words in ("tugs", "secret"):
        text = client.get(CHOOSER, {"q": words}).text
        assert "As readers" not in text
        assert "Tugs" not in text
    text = client.get(CHOOSER, {"q": "readers"}).text
    assert "Barges" in text
    assert "Secret" not in text
    assert "Tugs" not in text


def test_a_chooser_of_stories_finds_stories_alone(section, desk):
    make(section, body=paragraph("Barges"))
    StandardPageFactory(title="About barges", signals=True)
    found = titles(desk, CHOOSER, q="barges", page_type="news.ArticlePage")
    assert found == ["The quay"]
    assert len(titles(desk, CHOOSER, q="barges")) == 2
    assert desk.get(CHOOSER, {"q": "barges", "page_type": "no.Page"}).status_code == 404


def test_the_list_of_a_section_is_searched_alike(section, desk):
    make(section, body=paragraph("Barges"))
    make(SectionFactory(), "Other", body=paragraph("Barges"))
    address = f"/admin/pages/{section.pk}/results/"
    assert titles(desk, address, q="barges") == ["The quay"]
    assert set(titles(desk, address, q="barges", search_all="1")) == {"The quay", "Other"}
    assert titles(desk, address, q="barges", ordering="title") == ["The quay"]


def test_filters_narrow_a_search_by_status(section, desk):
    now, hour = timezone.now(), timezone.timedelta(hours=1)
    make(section, "draft")
    expired = make(section, "expired", expire_at=now + hour)
    live = make(section, "live")
    embargoed = make(section, "embargoed", published_at=now + hour)
    taken_down = make(section, "unpublished")
    for story in (expired, live, embargoed, taken_down):
        story.get_latest_revision().publish()
    ArticlePage.objects.filter(title="expired").update(expire_at=now - hour)
    ArticlePage.objects.get(title="unpublished").unpublish()
    changed = make(section, "changed")
    changed.get_latest_revision().publish()
    ArticlePage.objects.get(title="changed").save_revision()
    scheduled = make(section, "scheduled", go_live_at=now + hour)
    scheduled.get_latest_revision().publish()
    review = make(section, "review")
    review.get_workflow().start(review, None)
    expected = {
        **{status: {status} for status in ("scheduled", "embargoed", "expired", "unpublished")},
        "draft": {"draft", "review"},
        "review": {"review"},
        "changed": {"changed"},
        "live": {"live", "changed"},
    }
    kind = "story"
    assert {s: set(titles(desk, status=s, kind=kind)) for s in expected} == expected
    assert set(titles(desk, status=["review", "changed"], kind=kind)) == {"review", "changed"}


def test_filters_narrow_a_search_by_what_the_draft_says(section, desk):
    author, topic = AuthorFactory(name="Ines Okafor"), TopicFactory(name="Dredging")
    story = make(section, "One", label="opinion", bylines=[Byline(author=author)], topics=[topic])
    other = make(SectionFactory(title="Sport"), "Two")
    for filters in (
        *({"author": "okaf"}, {"topic": "DREDG"}, {"label": "opinion"}),
        *({"section": section.pk, "kind": "story"}, {"author": "Ines", "topic": "dredging"}),
    ):
        assert titles(desk, **filters) == ["One"], filters
        assert titles(desk, q="one", **filters) == ["One"], filters
        assert titles(desk, q="two", **filters) == [], filters
    assert titles(desk, label="news") == ["Two"]
    assert titles(desk, author="nobody") == titles(desk, label="sponsored") == []
    assert titles(desk, section=other.get_parent().pk, kind="section") == ["Sport"]
    story.get_latest_revision().publish()
    story.refresh_from_db()
    day = timezone.localdate(story.published_at).isoformat()
    today = timezone.localdate().isoformat()
    assert "One" in titles(desk, changed_from=today, changed_to=today)
    assert titles(desk, q="one", changed_to="2001-01-01") == []
    assert titles(desk, q="one", published_from=day, published_to=day) == ["One"]
    assert titles(desk, q="one", published_to="2001-01-01") == []


def test_filters_tell_nothing_of_drafts_that_the_person_may_not_open(section, client):
    author = AuthorFactory(name="Ines Okafor")
    make(section, "One", label="opinion", bylines=[Byline(author=author)])
    client.force_login(UserFactory(group="Reporters"))
    assert titles(client, q="one") == ["One"]
    for filters in ({"author": "Okafor"}, {"label": "opinion"}):
        assert titles(client, **filters) == [], filters
    assert "Okafor" not in client.get(SEARCH, {"q": "one"}).text


@pytest.mark.parametrize("address", [SEARCH, CHOOSER])
def test_whatever_is_typed_gets_an_answer(section, desk, address):
    make(section)
    for words in [*HOSTILE_QUERIES, "x" * 10_000, "-ferry", "/", "\ue001labelnews"]:
        typed = quote(words.encode("utf-8", "surrogatepass"))
        response = desk.get(f"{address}?q={typed}")
        assert response.status_code == 200, words
        if words.strip():
            assert "Nothing was found" in response.text, words
            assert "The quay" not in response.text, words


@pytest.mark.parametrize(
    "filters",
    [
        *({"section": "9" * 40}, {"section": "x"}, {"status": "x"}, {"author": "\x00"}),
        *({"changed_from": "0001-01-01"}, {"published_to": "9999-12-31"}, {"label": "\ue001"}),
        *({"kind": '"'}, {"changed_to": "yesterday"}),
    ],
)
def test_a_filter_that_makes_no_sense_lists_nothing_and_says_why(section, desk, filters):
    make(section)
    assert titles(desk, **filters) == []
    assert "A filter cannot be read" in desk.get(SEARCH, filters).text


@pytest.mark.parametrize("filters", [{"author": "%"}, {"topic": "x" * 10_000}, {"ordering": "x"}])
def test_any_other_filter_gets_an_answer(section, desk, filters):
    assert titles(desk, q="nowhere", **filters) == []


def test_the_best_comes_first_or_the_newest(section, desk):
    make(section, "In the body", body=paragraph("One of the barges"))
    make(section, "Barges")
    make(section, "In the body too", body=paragraph("barges"))
    assert titles(desk, q="barges")[0] == "Barges"
    newest = titles(desk, q="barges", ordering="-latest_revision_created_at")
    assert newest == ["In the body too", "Barges", "In the body"]
    assert titles(desk, kind="story") == newest


def test_names_that_change_are_found_as_they_are(section, desk, django_capture_on_commit_callbacks):
    author, topic = AuthorFactory(name="Ines Okafor"), TopicFactory(name="Dredging")
    make(section, bylines=[Byline(author=author)], topics=[topic])
    with django_capture_on_commit_callbacks(execute=True):
        author.name, topic.name = "Ines Brandt", "Silt"
        author.save()
        topic.save()
    index.index_pages(index.pages_with(f"\ue001author{author.pk}"))
    assert titles(desk, q="brandt silt") == ["The quay"]
    assert titles(desk, q="okafor") == []


def test_what_is_deleted_for_good_leaves_nothing_in_the_index(section, desk):
    make(section).delete()
    assert not PageText.objects.exclude(page=section).filter(text__contains="quay").exists()
    assert titles(desk, q="quay") == []


def test_the_worker_indexes_what_is_missing(section, desk):
    make(section)
    PageText.objects.all().delete()
    assert titles(desk, q="quay") == []
    index.catch_up()
    assert titles(desk, q="quay") == ["The quay"]
    assert not index.unindexed().exists()
    PageText.objects.update(revision_id=None)
    PageText.objects.all().delete()
    call_command("update_index", verbosity=0)
    assert titles(desk, q="quay") == ["The quay"]


def test_a_story_is_saved_also_where_it_cannot_be_indexed(section, desk, monkeypatch, caplog):
    story = make(section)
    with monkeypatch.context() as broken:
        broken.setattr(index, "page_words", None)
        rewrite(story, standfirst="Silt")
    assert f"Page {story.pk} is not indexed" in caplog.text
    assert titles(desk, q="silt") == []
    index.catch_up()
    assert titles(desk, q="silt") == ["The quay"]


def test_a_page_of_results_costs_the_same_queries_at_any_size(
    section, desk, django_assert_max_num_queries
):
    for number in range(12):
        make(section, f"Quay {number}", body=paragraph("Barges"))
    for address in (SEARCH, CHOOSER):
        desk.get(address, {"q": "barges"})
        with django_assert_max_num_queries(60) as few:
            titles(desk, address, q='"quay 3"')
        with django_assert_max_num_queries(len(few)):
            assert len(titles(desk, address, q="barges")) == 12
