"""How long is waited for a database that does not answer."""

from byline.settings.data import POSTGRESQL, database


def test_a_server_that_is_gone_without_a_word_is_not_waited_for():
    options = database("postgres://byline:secret@db.example/byline")["OPTIONS"]
    assert options == POSTGRESQL


def test_what_the_address_says_counts():
    found = database("postgres://byline@db.example/byline?sslmode=require&connect_timeout=2")
    assert found["OPTIONS"] == POSTGRESQL | {"sslmode": "require", "connect_timeout": 2}
