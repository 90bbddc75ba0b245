"""A newsroom goes into one file and comes back out of it, on both databases."""

import io
import json
import os
import sqlite3
import tarfile
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from byline.backups import databases
from byline.backups.archive import MANIFEST, Checksum
from byline.backups.media import names
from news.models import ArticlePage
from photos.models import Photo
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


def restore(file, *options):
    call_command("restore", str(file), *options, verbosity=0)


def uploads():
    found = {}
    for name in names():
        with default_storage.open(name) as file:
            found[name] = file.read()
    return found


def change_everything():
    """Change a story, an upload's content, delete another, and add one."""
    ArticlePage.objects.update(title="As it is")
    (name,) = Photo.objects.values_list("file", flat=True)
    default_storage.delete(name)
    default_storage.save(name, ContentFile(b"another"))
    default_storage.save("documents/later.txt", ContentFile(b"later"))


def titles():
    return list(ArticlePage.objects.values_list("title", flat=True))


def test_what_was_backed_up_comes_back_and_nothing_else(newsroom, backup):
    before = uploads()
    assert before
    change_everything()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE of_a_later_version (id integer)")
    restore(backup, "--replace")
    assert titles() == ["As it was"]
    assert uploads() == before
    assert "of_a_later_version" not in connection.introspection.table_names()
    ArticleFactory(title="Written after it")
    assert sorted(titles()) == ["As it was", "Written after it"]


def test_the_manifest_says_what_it_is(backup):
    with tarfile.open(backup) as tar:
        names = tar.getnames()
        said = json.load(tar.extractfile(MANIFEST))
    assert (names[0], names[-1]) == ("database", MANIFEST)
    assert said["engine"] == connection.vendor
    assert said["counts"]["photos.Photo"] == 1
    assert ["news", "0001_initial"] in said["migrations"]
    assert backup.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in backup.parent.iterdir() if "backup" in path.name] == [backup.name]


def test_a_newsroom_with_content_is_not_overwritten_by_mistake(backup):
    change_everything()
    with pytest.raises(CommandError, match="--replace"):
        restore(backup)
    assert titles() == ["As it is"]


def test_an_upload_that_no_backup_can_hold_is_told_of_and_keeps_nobody_from_restoring(
    newsroom, capsys
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
    restore(file, "--replace")
    assert titles() == ["As it was"]


def test_what_an_earlier_restore_left_behind_comes_into_no_backup_and_not_back(newsroom):
    if connection.vendor == "sqlite":
        return  # it leaves nothing behind
    schema = databases.REPLACED
    databases.execute(f"CREATE SCHEMA {schema}", f"CREATE TABLE {schema}.old_stories (id integer)")
    file = newsroom / "backup.tar"
    call_command("backup", str(file), verbosity=0)
    change_everything()
    for _ in range(2):
        restore(file, "--replace")
        assert titles() == ["As it was"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'byline%'")
        assert not cursor.fetchall()


def test_after_a_restore_that_was_killed_no_backup_is_made_and_the_next_restore_is_whole(backup):
    if connection.vendor == "sqlite":
        return  # it is restored in one transaction
    change_everything()
    databases.put_aside()
    with pytest.raises(CommandError, match="broken off"):
        call_command("backup", str(backup.with_name("another.tar")), verbosity=0)
    restore(backup, "--replace")
    assert titles() == ["As it was"]
    call_command("backup", str(backup), verbosity=0)


def test_a_new_newsroom_takes_a_backup_without_a_word(backup, own_database, tmp_path):
    with own_database(tmp_path):
        restore(backup)
        assert titles() == ["As it was"]


def rewritten(backup, change):
    """Return a copy of a backup with its members changed, which are pairs of info and bytes."""
    with tarfile.open(backup) as tar:
        members = [(member, tar.extractfile(member).read()) for member in tar]
    file = backup.with_name("changed.tar")
    with tarfile.open(file, "w") as tar:
        for member, content in change(members):
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return file


def flip(members):
    info, content = members[1]
    return [members[0], (info, bytes([content[0] ^ 1]) + content[1:]), *members[2:]]


def say(**values):
    def change(members):
        info, text = members[-1]
        return [*members[:-1], (info, json.dumps(json.loads(text) | values).encode())]

    return change


def with_name(name, kind=tarfile.REGTYPE):
    def change(members):
        info = tarfile.TarInfo(name)
        info.type = kind
        info.linkname = "/etc/passwd"
        return [members[0], (info, b""), *members[1:]]

    return change


HOSTILE = {
    "a changed byte": (flip, "checksum"),
    "no manifest": (lambda members: members[:-1], "part of one"),
    "no database": (lambda members: members[1:], "order"),
    "something after the end": (lambda members: [*members, members[1]], "order"),
    "another database": (say(engine="oracle"), "oracle"),
    "a newer version": (say(migrations=[["news", "9999_later"]]), "newer Byline"),
    "another format": (say(format=9), "format"),
    "an odd manifest": (say(migrations="everything"), "cannot be read"),
    "a way up": (with_name("media/../../evil"), "none has"),
    "a way from the root": (with_name("/etc/cron.d/evil"), "none has"),
    "an empty name": (with_name("media//evil"), "none has"),
    "a link": (with_name("media/link", tarfile.SYMTYPE), "none has"),
    "a device": (with_name("media/null", tarfile.CHRTYPE), "none has"),
}


def test_hostile_and_broken_files_are_refused_before_anything_is_touched(backup):
    change_everything()
    before = uploads()
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
    assert titles() == ["As it is"]
    assert uploads() == before


def with_database(change):
    """Change the database of a backup and the checksum with it: it is found to be sound."""

    def changed(members):
        info, content = members[0]
        members = [(info, change(content)), *members[1:]]
        checksum = Checksum()
        for info, content in members[:-1]:
            checksum.add(info.name, len(content), sha256(content).hexdigest())
        return say(checksum=checksum.text())(members)

    return changed


def enlarged(content):
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(content)
        database.execute("CREATE TABLE filler AS SELECT zeroblob(1000000)")
        return database.serialize()


@pytest.fixture
def unloadable(backup):
    """A backup that can be loaded in part: it fills the disk, or its dump lacks the end."""
    if connection.vendor == "postgresql":
        return rewritten(backup, with_database(lambda dump: dump[:-1000]))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1")  # no more than it has
    return rewritten(backup, with_database(enlarged))


def test_a_restore_that_fails_halfway_leaves_all_as_it_was(unloadable):
    change_everything()
    before = uploads()
    with pytest.raises(CommandError):
        restore(unloadable, "--replace")
    assert titles() == ["As it is"]
    assert uploads() == before
