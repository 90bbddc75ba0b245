"""A newsroom goes into one file and comes back out of it, on both databases.

On SQLite in place, on PostgreSQL in an empty database beside that of the running site.
"""

import json
import os
import tarfile
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from byline.backups import databases
from byline.backups.archive import MANIFEST
from byline.backups.media import upload_names
from news.models import ArticlePage
from photos.models import Photo
from tests.byline.broken_backups import HOSTILE, enlarged, rewritten, with_database
from tests.factories import ArticleFactory, PhotoFactory


@pytest.fixture(scope="module")
def database(own_database, tmp_path_factory, django_db_blocker):
    """A database of these tests' own: a restore commits."""
    with django_db_blocker.unblock(), own_database(tmp_path_factory.mktemp("backups")):
        yield
        connection.close()


@pytest.fixture
def newsroom(database, django_db_blocker, tmp_path):
    """A newsroom with a story and a photo."""
    with django_db_blocker.unblock():
        for story in ArticlePage.objects.all():
            story.delete()
        Photo.objects.all().delete()
        ArticleFactory(title="As it was", lead_photo=PhotoFactory(title="A photo"))
        yield tmp_path


@pytest.fixture
def backup(newsroom):
    file = newsroom / "backup.tar"
    call_command("backup", str(file), verbosity=0)
    return file


@pytest.fixture
def target(newsroom, own_database):
    """Connect to the database that is restored: `with target()`."""

    def connected():
        if connection.vendor == "sqlite":
            return nullcontext()
        return own_database(newsroom, is_empty=True)

    return connected


def restore(file, *options):
    call_command("restore", str(file), *options, verbosity=0)


def uploads():
    found = {}
    for name in upload_names():
        with default_storage.open(name) as file:
            found[name] = file.read()
    return found


def change_everything():
    """Change a story and an upload, and add one; on PostgreSQL the upload is lost."""
    ArticlePage.objects.update(title="As it is")
    (name,) = Photo.objects.values_list("file", flat=True)
    default_storage.delete(name)
    if connection.vendor == "sqlite":
        default_storage.save(name, ContentFile(b"another"))
    default_storage.save("documents/later.txt", ContentFile(b"later"))


def titles():
    return list(ArticlePage.objects.values_list("title", flat=True))


def test_what_was_backed_up_comes_back_and_nothing_else(backup, target):
    before = uploads()
    assert before
    change_everything()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE of_a_later_version (id integer)")
    with target():
        restore(backup, "--replace")
        assert titles() == ["As it was"]
        assert "of_a_later_version" not in connection.introspection.table_names()
        ArticleFactory(title="Written after it")
        assert sorted(titles()) == ["As it was", "Written after it"]
    if connection.vendor == "postgresql":  # the site may still run with these
        before["documents/later.txt"] = b"later"
        assert titles() == ["As it is"]
    assert uploads() == before


def test_a_postgresql_database_that_is_not_empty_is_never_restored_into(backup, own_database):
    if connection.vendor == "sqlite":
        return
    change_everything()
    before = uploads()
    for options in ([], ["--replace"]):
        with pytest.raises(CommandError, match="not empty"):
            restore(backup, *options)
    assert titles() == ["As it is"]
    with own_database(backup.parent), pytest.raises(CommandError, match="not empty"):
        restore(backup)  # only migrated
    with own_database(backup.parent, is_empty=True):
        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA another")
            cursor.execute("CREATE TABLE another.subscribers (id integer)")
        with pytest.raises(CommandError, match="not empty"):
            restore(backup)
    assert uploads() == before


def test_beside_a_running_site_no_upload_is_replaced(backup, own_database):
    if connection.vendor == "sqlite":
        return
    (name,) = Photo.objects.values_list("file", flat=True)
    default_storage.delete(name)
    default_storage.save(name, ContentFile(b"another"))
    before = uploads()
    with own_database(backup.parent, is_empty=True):
        with pytest.raises(CommandError, match="another upload of the name"):
            restore(backup)
        assert not databases.has_tables()
    assert uploads() == before


def test_the_manifest_says_what_it_is(backup):
    with tarfile.open(backup) as tar:
        names = tar.getnames()
        manifest = json.load(tar.extractfile(MANIFEST))
    assert (names[0], names[-1]) == ("database", MANIFEST)
    assert manifest["engine"] == connection.vendor
    assert manifest["counts"]["photos.Photo"] == 1
    assert ["news", "0001_initial"] in manifest["migrations"]
    assert backup.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in backup.parent.iterdir() if "backup" in path.name] == [backup.name]


def test_a_newsroom_with_content_is_not_overwritten_by_mistake(backup):
    change_everything()
    refusal = "--replace" if connection.vendor == "sqlite" else "not empty"
    with pytest.raises(CommandError, match=refusal):
        restore(backup)
    assert titles() == ["As it is"]


def test_an_upload_that_no_backup_can_hold_is_reported_and_does_not_prevent_restoring(
    newsroom, target, capsys
):
    folder = Path(default_storage.path("documents"))
    folder.mkdir(exist_ok=True)
    unfit = [folder / "back\\slash.txt", folder / os.fsdecode(b"latin-\xe9.txt")]
    for path in unfit:
        path.write_text("brought in by hand")
    try:
        file = newsroom / "backup.tar"
        call_command("backup", str(file), verbosity=0)
    finally:
        for path in unfit:
            path.unlink()
    assert capsys.readouterr().err.count("its name unfit") == len(unfit)
    with target():
        restore(file, "--replace")
        assert titles() == ["As it was"]


def test_a_new_newsroom_takes_a_backup_without_a_word(backup, own_database, tmp_path):
    with own_database(tmp_path, is_empty=True):
        restore(backup)
        assert titles() == ["As it was"]


def test_hostile_and_broken_files_are_refused_before_anything_is_touched(backup, target):
    change_everything()
    before = uploads()
    with target():
        for what, (change, words) in HOSTILE.items():
            with pytest.raises(CommandError) as refused:
                restore(rewritten(backup, change), "--replace")
            assert words in str(refused.value), what
        whole = backup.read_bytes()
        for length in (0, 100, 5000, len(whole) // 2, len(whole) - 11_000):
            backup.write_bytes(whole[:length])
            with pytest.raises(CommandError):
                restore(backup, "--replace")
        backup.write_bytes(b"no tar at all" * 1000)
        with pytest.raises(CommandError):
            restore(backup, "--replace")
        with pytest.raises(CommandError):
            restore(backup.with_name("none.tar"), "--replace")
        if connection.vendor == "postgresql":
            assert not databases.has_tables()
    assert titles() == ["As it is"]
    assert uploads() == before


@pytest.fixture
def unloadable(backup):
    """A backup that can be loaded in part: it fills the disk, or its dump lacks the end."""
    if connection.vendor == "postgresql":
        return rewritten(backup, with_database(lambda dump: dump[:-1000]))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1")  # no more than it has
    return rewritten(backup, with_database(enlarged))


def test_a_restore_that_fails_halfway_leaves_all_as_it_was(backup, unloadable, target):
    change_everything()
    before = uploads()
    with target():
        with pytest.raises(CommandError):
            restore(unloadable, "--replace")
        assert uploads() == before
        if connection.vendor == "postgresql":
            assert not databases.has_tables()
            restore(backup)  # into the same database
            assert titles() == ["As it was"]
    assert titles() == ["As it is"]


def test_an_interrupted_restore_leaves_all_as_it_was(backup, target, monkeypatch):
    def interrupt(path):
        raise KeyboardInterrupt

    monkeypatch.setattr(databases, "load_database", interrupt)
    change_everything()
    before = uploads()
    with target(), pytest.raises(KeyboardInterrupt):
        restore(backup, "--replace")
    assert titles() == ["As it is"]
    assert uploads() == before
