"""An import that is killed leaves whole stories, and the next one brings the rest."""

import time
from io import StringIO

from django.core.management import call_command
from wagtail.models import Page, Revision

from importers.importing import BATCH_SIZE
from importers.models import ImportedStory
from news.creating_many import stories_created
from news.models import ArticlePage
from search.models import Entry, PageText
from tests.importers.pages import saved_page
from tests.processes import eventually, kill

STORIES = BATCH_SIZE + 3


def import_until_the_second_batch_is_half_stored(folder, reached):
    """Import, and wait for the end where all of the second batch but its records is written."""

    def wait(stories, **_kwargs):
        if len(stories) < BATCH_SIZE:
            reached.touch()
            time.sleep(600)

    stories_created.connect(wait)
    call_command("import_archive", str(folder), stdout=StringIO())


def stored():
    """Return how many rows there are of each part of a story."""
    stories = ArticlePage.objects.values("pk")
    models = (ImportedStory, ArticlePage, Entry)
    return {
        *(model.objects.count() for model in models),
        PageText.objects.filter(page__in=stories).count(),
        Revision.page_revisions.filter(content__has_key="bylines").count(),
        Page.objects.filter(depth=4).count(),
    }


def test_a_batch_is_stored_whole_or_not_at_all(newsroom, tmp_path):
    folder, reached = tmp_path / "pages", tmp_path / "reached"
    folder.mkdir()
    for number in range(STORIES):
        page = saved_page(headline=f"Story {number}")
        (folder / f"{number:03}.txt").write_text(page)
    killed = newsroom.fork(import_until_the_second_batch_is_half_stored, folder, reached)
    eventually(reached.exists)
    kill(killed)
    assert stored() == {BATCH_SIZE}
    report = StringIO()
    call_command("import_archive", str(folder), stdout=report)
    assert f"{STORIES - BATCH_SIZE}  imported" in report.getvalue()
    assert stored() == {STORIES}
    assert not any(Page.find_problems())
