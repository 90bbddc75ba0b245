"""Connections to PostgreSQL, and the timeouts of one that does not answer."""

from byline.settings.data import POSTGRESQL_OPTIONS, SERVER_OPTIONS, database


def test_a_server_that_is_gone_without_a_word_is_not_waited_for():
    options = database("postgres://byline:secret@db.example/byline")["OPTIONS"]
    assert options == POSTGRESQL_OPTIONS | {"options": SERVER_OPTIONS}


def test_what_the_address_says_counts():
    found = database("postgres://byline@db.example/byline?sslmode=require&connect_timeout=2")
    assert found["OPTIONS"] == POSTGRESQL_OPTIONS | {
        "options": SERVER_OPTIONS,
        "sslmode": "require",
        "connect_timeout": 2,
    }


def test_on_connections_that_a_pooler_shares_nothing_is_kept(monkeypatch):
    monkeypatch.setenv("DATABASE_POOLED", "true")
    found = database("postgres://byline@db.example/byline")
    assert found["OPTIONS"] == POSTGRESQL_OPTIONS
    assert found["DISABLE_SERVER_SIDE_CURSORS"] is True


def test_what_the_address_says_of_a_schema_counts_besides():
    found = database("postgres://byline@db.example/byline?currentSchema=paper")
    assert found["OPTIONS"]["options"] == f"{SERVER_OPTIONS} -c search_path=paper"
