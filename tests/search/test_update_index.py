"""Rebuilding the index while the site runs."""

from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.db import connections
from modelsearch.backends import get_search_backend

from news.models import ArticlePage, Topic
from tests.factories import ArticleFactory, SectionFactory
from tests.processes import eventually

STORIES = 50


class Terminal(StringIO):
    """Watches the output, and acts on it."""

    def __init__(self, act=lambda text: None):
        super().__init__()
        self.act = act

    def isatty(self):
        return True

    def write(self, text):
        self.act(text)
        return super().write(text)


def update(*arguments, out=None, **options):
    """Run the command; return its output."""
    out = out or StringIO()
    call_command("update_index", *arguments, stdout=out, **options)
    return out.getvalue()


def entries():
    """Return what Wagtail's index has of stories."""
    return (
        get_search_backend()
        .get_index_for_model(ArticlePage)
        .entries.filter(content_type__model="articlepage")
    )


def found(words):
    """Return the stories that a list of the newsroom finds."""
    return set(get_search_backend().search(words, ArticlePage))


@pytest.fixture
def stories(section):
    return [ArticleFactory(parent=section, title=f"Ferry {number}") for number in range(5)]


def test_ours_is_the_command_under_both_names_that_wagtail_has():
    assert get_commands()["update_index"] == "search"
    assert get_commands()["wagtail_update_index"] == "search"


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 5, 1000])
def test_everything_is_found_again_whatever_the_size_of_its_steps(stories, size):
    entries().delete()
    assert found("ferry") == set()
    update(f"--chunk_size={size}")
    assert found("ferry") == set(stories)
    assert entries().count() == 5


@pytest.mark.django_db
def test_what_is_gone_is_forgotten_and_what_changed_is_found_as_it_is(stories):
    ArticlePage.objects.filter(pk=stories[0].pk).update(title="Bridge")
    entries().filter(object_id=str(stories[1].pk)).update(object_id="999999")
    update()
    assert found("bridge") == {stories[0]}
    assert found("ferry") == set(stories[1:])
    assert not entries().filter(object_id="999999").exists()


@pytest.mark.django_db
def test_it_says_how_far_it_is_in_a_log(stories):
    output = update("--chunk_size=1").splitlines()
    assert "default, news.ArticlePage: 1 of 5 (20 %)" in output
    assert "default, news.ArticlePage: 5 of 5 (100 %)" in output
    assert any(line.endswith("stories: 5 of 5 (100 %)") for line in output)
    assert output[-1] == "search page: 5 stories"


@pytest.mark.django_db
def test_it_draws_a_bar_where_somebody_watches(stories):
    output = update("--chunk_size=1", out=Terminal())
    assert "\r[######........................]  20 %  1 of 5 default, news.ArticlePage" in output
    assert "\r[##############################] 100 %  5 of 5 default, news.ArticlePage" in output


@pytest.mark.django_db
def test_it_says_nothing_where_nothing_is_to_be_said(stories):
    assert update(verbosity=0) == ""
    assert update(verbosity=0, out=Terminal()) == ""


@pytest.mark.django_db
def test_one_backend_may_be_named_and_only_that_is_rebuilt(stories):
    entries().delete()
    output = update("--backend=default")
    assert found("ferry") == set(stories)
    assert "search page" not in output


@pytest.mark.django_db
def test_the_schema_alone_brings_no_story_in(stories):
    entries().delete()
    output = update("--schema-only")
    assert found("ferry") == set()
    assert "search page" not in output


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--backend=nobody"], "nobody"),
        (["--chunk_size=0"], "at least 1"),
        (["--chunk_size=-5"], "at least 1"),
        (["--chunk_size=x"], "invalid int"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(arguments, words):
    with pytest.raises(CommandError, match=words):
        update(*arguments)


@pytest.mark.django_db
def test_stopped_half_way_it_says_so_and_the_next_one_does_all_of_it(stories):
    def stop(text):
        if "3 of 5" in text and "news.ArticlePage" in text:
            raise KeyboardInterrupt

    entries().delete()
    with pytest.raises(CommandError, match="Stopped"):
        update("--chunk_size=1", out=Terminal(stop))
    assert found("ferry") == set(stories[:3])
    update()
    assert found("ferry") == set(stories)


def publish_many():
    """Publish enough that rebuilding takes a while."""
    section = SectionFactory()
    for number in range(STORIES):
        ArticleFactory(parent=section, title=f"Ferry {number}")
    update()


def rebuilding(newsroom):
    """Start to rebuild in the smallest of steps; return the process when it is on its way."""
    process = newsroom.start("update_index", "--chunk_size=1")
    eventually(lambda: "ArticlePage: 5 of" in newsroom.log.read_text())
    return process


def test_others_write_and_find_while_it_rebuilds(newsroom):
    publish_many()
    number, database = len(found("ferry")), connections["default"]

    def write():
        connections["default"] = database.copy()  # every thread has its own
        try:
            Topic.objects.create(name=f"Written when {Topic.objects.count()} were")
        finally:
            connections["default"].close()

    def meanwhile(text):
        if not text.startswith("\r"):
            return  # no bar: between one kind of thing and the next
        # A writer that waits for one transaction of all of it waits for twenty seconds.
        ThreadPoolExecutor(1).submit(write).result(timeout=15)
        assert len(found("ferry")) == number

    before = Topic.objects.count()
    update("--chunk_size=20", out=Terminal(meanwhile))
    assert Topic.objects.count() > before


def test_killed_half_way_all_is_found_as_before(newsroom):
    if ArticlePage.objects.count() < STORIES:
        publish_many()
    process = rebuilding(newsroom)
    process.kill()
    process.join()
    assert len(found("ferry")) >= STORIES
    newsroom.run(call_command, [["update_index"]])
    assert len(found("ferry")) >= STORIES
