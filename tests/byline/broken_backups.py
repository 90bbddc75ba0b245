"""Backups that were changed after they were made."""

import io
import json
import sqlite3
import tarfile
from contextlib import closing
from hashlib import sha256

from byline.backups.archive import Checksum


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


def with_manifest(**values):
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


def with_database(change):
    """Change the database of a backup and the checksum with it: it is found to be sound."""

    def changed(members):
        info, content = members[0]
        members = [(info, change(content)), *members[1:]]
        checksum = Checksum()
        for info, content in members[:-1]:
            checksum.add(info.name, len(content), sha256(content).hexdigest())
        return with_manifest(checksum=checksum.text())(members)

    return changed


def enlarged(content):
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(content)
        database.execute("CREATE TABLE filler AS SELECT zeroblob(1000000)")
        return database.serialize()


HOSTILE = {
    "a changed byte": (flip, "checksum"),
    "no manifest": (lambda members: members[:-1], "part of one"),
    "no database": (lambda members: members[1:], "order"),
    "something after the end": (lambda members: [*members, members[1]], "order"),
    "another database": (with_manifest(engine="oracle"), "oracle"),
    "a newer version": (with_manifest(migrations=[["news", "9999_later"]]), "newer Byline"),
    "another format": (with_manifest(format=9), "format"),
    "an odd manifest": (with_manifest(migrations="everything"), "cannot be read"),
    "a way up": (with_name("media/../../evil"), "none has"),
    "a way from the root": (with_name("/etc/cron.d/evil"), "none has"),
    "an empty name": (with_name("media//evil"), "none has"),
    "a link": (with_name("media/link", tarfile.SYMTYPE), "none has"),
    "a device": (with_name("media/null", tarfile.CHRTYPE), "none has"),
}
