"""What every answer tells browsers, and what the embedded database promises."""

import sqlite3
from contextlib import closing

import pytest

from byline.settings.data import SQLITE_OPTIONS
from tests.byline.starting import SAID, start


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/search/", "/admin/login/", "/nowhere/"])
def test_pages_may_use_no_sensor_camera_or_place(client, address):
    policy = client.get(address)["Permissions-Policy"]
    assert {"camera=()", "geolocation=()", "browsing-topics=()"} <= set(policy.split(", "))


@pytest.mark.parametrize("asked", [False, True])
def test_hosts_below_are_bound_to_https_only_where_that_is_asked_for(tmp_path, asked):
    names = ["SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD"]
    code = f"from byline.settings import base; print(*[getattr(base, n) for n in {names}])"
    process = start(tmp_path, code, **SAID, **(dict.fromkeys(names, "true") if asked else {}))
    assert process.stdout.split() == [str(asked)] * 2, process.stderr


def test_what_sqlite_acknowledges_survives_a_power_cut(tmp_path):
    with closing(sqlite3.connect(tmp_path / "paper.sqlite3")) as database:
        database.executescript(SQLITE_OPTIONS["init_command"])
        assert database.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
