"""Clients that search too often get 429."""

import pytest
from django.conf import settings

ADDRESSES = [
    ("/search/", settings.SEARCHES_PER_MINUTE),
    ("/search/suggest/", settings.SUGGESTIONS_PER_MINUTE),
    ("/search/feed/atom/", settings.SEARCHES_PER_MINUTE),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "most"), ADDRESSES)
def test_too_many_searches_in_a_minute_are_refused(client, address, most, time_machine):
    time_machine.move_to("2026-11-23T10:00:10Z", tick=False)
    request = {"path": address, "query_params": {"q": "x"}}
    assert {client.get(**request).status_code for _ in range(most)} == {200}
    refused = client.get(**request)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "50"
    assert refused["Cache-Control"] == "no-store"
    assert client.get(**request, REMOTE_ADDR="192.0.2.77").status_code == 200
    time_machine.move_to("2026-11-23T10:01:00Z", tick=False)
    assert client.get(**request).status_code == 200


@pytest.mark.django_db
def test_the_empty_page_is_never_refused(client):
    searches = range(settings.SEARCHES_PER_MINUTE + 5)
    assert {client.get("/search/").status_code for _ in searches} == {200}


@pytest.mark.django_db
def test_neighbours_of_one_network_are_one_visitor(client, time_machine):
    time_machine.move_to("2026-11-23T10:00:10Z", tick=False)
    answers = [
        client.get("/search/?q=x", REMOTE_ADDR=f"2001:db8::{n:x}").status_code
        for n in range(settings.SEARCHES_PER_MINUTE + 1)
    ]
    assert answers.count(429) == 1
