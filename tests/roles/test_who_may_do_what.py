"""Permissions of the admin: every address, every role, GET and POST.

`table.txt` has a line for each, with the letters of the roles that are let in: Reporter, Section
editor, Editor, Photo desk, comment Moderator. A new address needs a line once it is
decided who should be let in; the failing test prints it.
"""

from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.roles.addresses import variants, walk
from tests.roles.newsroom import ROLES, build

TABLE = Path(__file__).parent / "table.txt"


@pytest.fixture(scope="module")
def built(module_db):
    return build()


@pytest.fixture
def newsroom(built, module_db, settings):
    settings.MEDIA_ROOT = module_db
    return built


def is_let_in(client, method, address):
    """Return whether a request is allowed; what it does is rolled back."""
    with transaction.atomic():
        response = client.generic(method, address)
        transaction.set_rollback(True)
    if address.startswith("/admin/bulk/"):
        is_form = response.status_code == 200 and response.context
        return bool(is_form and response.context.get("items"))
    refusals = {reverse("wagtailadmin_home"), f"{reverse('wagtailadmin_login')}?next={address}"}
    refused = response.status_code in {403, 404, 405}
    return not refused and getattr(response, "url", "") not in refusals


def rows(newsroom, method):
    """Yield the lines of the table."""
    clients = {role: Client(raise_request_exception=False) for role in ROLES}
    for role, client in clients.items():
        client.force_login(newsroom.people[role])
    for route in dict.fromkeys(walk()):
        for label, address in variants(route, newsroom.things):
            letters = [
                role if is_let_in(client, method, address(role)) else "-"
                for role, client in clients.items()
            ]
            yield f"{''.join(letters)} {method:<4} {label}"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_address_lets_in_whom_the_table_names(newsroom, method):
    table = TABLE.read_text().splitlines()
    assert [*rows(newsroom, method)] == [line for line in table if line[6:10].strip() == method]
