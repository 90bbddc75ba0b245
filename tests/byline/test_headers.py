"""Headers of every response, and the durability of the embedded database."""

import sqlite3
from contextlib import closing

import pytest

from byline.settings.data import SQLITE_OPTIONS
from tests.byline.starting import REQUIRED, start


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/search/", "/admin/login/", "/nowhere/"])
def test_pages_may_use_no_sensor_camera_or_place(client, address):
    policy = client.get(address)["Permissions-Policy"]
    assert {"camera=()", "geolocation=()", "browsing-topics=()"} <= set(policy.split(", "))


@pytest.mark.parametrize("is_set", [False, True])
def test_hosts_below_are_bound_to_https_only_where_that_is_set(tmp_path, is_set):
    names = ["SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD"]
    code = f"from byline.settings import base; print(*[getattr(base, n) for n in {names}])"
    process = start(tmp_path, code, **REQUIRED, **(dict.fromkeys(names, "true") if is_set else {}))
    assert process.stdout.split() == [str(is_set)] * 2, process.stderr


def test_what_sqlite_acknowledges_survives_a_power_cut(tmp_path):
    with closing(sqlite3.connect(tmp_path / "paper.sqlite3")) as database:
        database.executescript(SQLITE_OPTIONS["init_command"])
        assert database.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
