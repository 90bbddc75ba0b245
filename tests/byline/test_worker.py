"""The worker, a real process, does what is queued and what is due."""

import re
import time
from pathlib import Path

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult
from wagtail.models import PageLogEntry

from byline.worker.worker import POLL_SECONDS
from news.models import ArticlePage
from photos.models import Photo
from tests.byline.background import fail, write, write_slowly
from tests.byline.scheduling import scheduled_story
from tests.factories import ArticleFactory, PhotoFactory
from tests.processes import eventually


@pytest.fixture
def diary(tmp_path):
    """A file that tasks write into."""
    file = tmp_path / "diary.txt"
    file.touch()
    return file


def statuses():
    return sorted(DBTaskResult.objects.values_list("status", flat=True))


def test_a_task_waits_for_the_worker_and_is_done_by_it(newsroom, diary):
    result = write.enqueue(str(diary), "hello")
    assert result.status == "READY"
    newsroom.start("work")
    eventually(lambda: diary.read_text() == "hello\n")
    write.enqueue(str(diary), "again")
    eventually(lambda: diary.read_text() == "hello\nagain\n")
    eventually(lambda: statuses() == ["SUCCESSFUL"] * 2)
    assert newsroom.log.read_text() == ""


def test_the_worker_makes_the_pictures_of_a_published_story(newsroom):
    photo = PhotoFactory(file__width=600, file__height=400)
    story = ArticleFactory(lead_photo=photo)
    story.save_revision().publish()
    assert not photo.renditions.exists()
    newsroom.start("work")
    eventually(lambda: not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists())
    files = [rendition.file.path for rendition in photo.renditions.all()]
    assert files
    assert all(newsroom.folder.joinpath(file).is_file() for file in files)


def test_wagtails_own_tasks_are_done_by_the_same_worker(newsroom):
    photo = PhotoFactory()
    file = newsroom.folder / "media" / photo.file.name
    assert file.is_file()
    Photo.objects.get(pk=photo.pk).delete()
    assert file.is_file()
    newsroom.start("work")
    eventually(lambda: not file.exists())


def test_a_task_that_fails_is_logged_and_the_next_one_done(newsroom, diary):
    fail.enqueue()
    write.enqueue(str(diary), "the next one")
    newsroom.start("work")
    eventually(diary.read_text)
    log = newsroom.log.read_text()
    assert "ERROR django.tasks" in log
    assert "Traceback (most recent call last)" in log
    assert "RuntimeError: this task is broken" in log


def test_a_task_whose_code_is_gone_does_not_stop_the_worker(newsroom, diary):
    write.enqueue(str(diary), "gone")
    DBTaskResult.objects.update(task_path="a.module.that.is.gone")
    write.enqueue(str(diary), "the next one")
    newsroom.start("work")
    eventually(diary.read_text)
    assert diary.read_text() == "the next one\n"


def test_a_killed_worker_loses_neither_its_task_nor_later_ones(newsroom, diary, tmp_path):
    end = tmp_path / "end"
    write_slowly.enqueue(str(diary), "slow", str(end))
    worker = newsroom.start("work")
    eventually(diary.read_text)
    worker.kill()
    worker.join()
    write.enqueue(str(diary), "later")
    assert statuses() == ["READY", "RUNNING"]
    end.touch()
    newsroom.start("work")
    eventually(lambda: statuses() == ["SUCCESSFUL"] * 2)
    assert sorted(diary.read_text().split("\n")[1:-1]) == ["later", "slow begun", "slow done"]
    assert "was abandoned and is queued again" in newsroom.log.read_text()


def test_a_worker_that_is_stopped_finishes_its_task_first_however_often(newsroom, diary, tmp_path):
    end = tmp_path / "end"
    write_slowly.enqueue(str(diary), "slow", str(end))
    write.enqueue(str(diary), "later")
    worker = newsroom.start("work")
    eventually(diary.read_text)
    worker.terminate()
    worker.terminate()
    end.touch()
    worker.join(90)
    assert worker.exitcode == 0
    assert diary.read_text() == "slow begun\nslow done\n"
    assert statuses() == ["READY", "SUCCESSFUL"]


def test_an_idle_worker_stops_at_once(newsroom, diary):
    write.enqueue(str(diary), "hello")
    worker = newsroom.start("work")
    eventually(lambda: statuses() == ["SUCCESSFUL"])
    worker.terminate()
    worker.join(90)
    assert worker.exitcode == 0


def test_an_idle_worker_leaves_the_disk_alone(newsroom, diary):
    write.enqueue(str(diary), "hello")
    worker = newsroom.start("work")
    eventually(lambda: statuses() == ["SUCCESSFUL"])
    connection.close()  # SQLite has work to do when the last connection closes
    counts = Path(f"/proc/{worker.pid}/io")

    def is_quiet():
        before = re.search(r"syscw: \d+", counts.read_text())[0]
        time.sleep(3 * POLL_SECONDS)
        return before in counts.read_text()

    eventually(is_quiet)  # once what was left of the task is done


def test_stories_go_live_and_expire_without_anything_but_the_worker(newsroom):
    story = scheduled_story()
    assert not ArticlePage.objects.get(pk=story.pk).live
    old = ArticleFactory(expired=True)
    assert old.live
    newsroom.start("work")
    eventually(lambda: ArticlePage.objects.get(pk=story.pk).live)
    eventually(lambda: not ArticlePage.objects.get(pk=old.pk).live)
    assert ArticlePage.objects.get(pk=old.pk).expired


def test_two_workers_do_everything_once(newsroom, diary):
    stories = [scheduled_story() for _ in range(5)]
    DBTaskResult.objects.all().delete()
    numbers = [str(number) for number in range(20)]
    for number in numbers:
        write.enqueue(str(diary), number)
    newsroom.start("work")
    newsroom.start("work")
    eventually(lambda: set(statuses()) == {"SUCCESSFUL"})
    assert sorted(diary.read_text().split()) == sorted(numbers)
    published = PageLogEntry.objects.filter(action="wagtail.publish.scheduled", page__in=stories)
    # Tasks may have been done before the clock was looked at.
    eventually(lambda: published.count() >= len(stories))
    assert sorted(entry.page_id for entry in published.all()) == [story.pk for story in stories]
