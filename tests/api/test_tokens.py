"""Tokens: only hashes are stored, and each ends."""

from datetime import timedelta
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import APIToken, ModelLogEntry

from api.models import TokenExpiry
from tests.api.calling import Caller
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("api_token", *arguments, stdout=out)
    return out.getvalue().strip()


def test_a_token_is_shown_once_and_its_hash_is_stored(client, editor):
    token = run("create", "editor", "--name", "Partner", "--days", "30")
    me = Caller(client, token)("/me/")
    assert (me["username"], me["token"]) == ("editor", "Partner")
    assert me["may_moderate_comments"]
    assert me["may_upload_photos"]
    [stored] = APIToken.objects.all()
    assert token not in str(vars(stored))
    assert stored.expiry.expires_at > timezone.now() + timedelta(days=29)
    listed = run("list", "editor")
    assert token not in listed
    assert "Partner" in listed
    assert run("list") == listed
    assert ModelLogEntry.objects.filter(action="wagtail.apitoken.create").exists()


@pytest.mark.parametrize("end", ["revoked", "expired", "inactive user", "password", "no access"])
def test_a_token_that_has_ended_lets_nobody_in(client, editor, end):
    token = run("create", "editor", "--days", "1")
    caller = Caller(client, token)
    caller("/me/")
    if end == "revoked":
        assert run("revoke", "editor") == "Revoked: 1."
    elif end == "expired":
        TokenExpiry.objects.update(expires_at=timezone.now())
    elif end == "password":
        editor.set_password("another one")
        editor.save()
        assert "API" not in run("list")
    elif end == "no access":
        editor.groups.clear()
    else:
        type(editor).objects.filter(pk=editor.pk).update(is_active=False)
    caller("/me/", 403 if end == "no access" else 401)


@pytest.mark.parametrize("has_access", [True, False])
def test_a_token_is_looked_up_once_in_a_request(client, editor, has_access):
    call = Caller(client, run("create", "editor"))
    call("/me/")
    if not has_access:
        editor.groups.clear()
    with CaptureQueriesContext(connection) as queries:
        call("/me/", status=200 if has_access else 403)
    lookups = [query for query in queries if 'FROM "wagtailcore_apitoken"' in query["sql"]]
    assert len(lookups) == 2  # by its hash, and of its end


def end_in_days():
    return (TokenExpiry.objects.get().expires_at - timezone.now()).total_seconds() / 86_400


def test_a_token_ends_after_ninety_days_wherever_it_is_made(client, editor):
    run("create", "editor")
    assert end_in_days() == pytest.approx(90, abs=0.01)
    APIToken.objects.all().delete()
    wagtails = ["api_tokens", "create", "--user", "editor", "--name", "Another"]
    call_command(*wagtails, stdout=StringIO())
    assert end_in_days() == pytest.approx(90, abs=0.01)


@pytest.mark.parametrize(("days", "is_made"), [("7", True), ("0", False), ("", False)])
def test_administrators_choose_when_a_token_ends(client, editor, days, is_made):
    client.force_login(UserFactory(username="chief", is_superuser=True, is_staff=True))
    assert b'value="90"' in client.get("/admin/api-tokens/new/").content
    fields = {"name": "Partner", "user": editor.pk, "days": days}
    response = client.post("/admin/api-tokens/new/", fields)
    assert APIToken.objects.exists() == is_made
    if is_made:
        assert b"wagtail_" in response.content
        assert end_in_days() == pytest.approx(7, abs=0.01)


def test_a_token_survives_another_secret_key_as_its_hash_does(client, editor, settings):
    token = run("create", "editor")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 9
    Caller(client, token)("/me/")


def test_tokens_are_revoked_by_name(client, editor):
    kept, gone = run("create", "editor", "--name", "One"), run("create", "editor", "--name", "Two")
    run("revoke", "editor", "--name", "Two")
    Caller(client, kept)("/me/")
    Caller(client, gone)("/me/", 401)
    assert "Two" not in run("list")


@pytest.mark.parametrize(
    "arguments",
    [
        ["create", "nobody"],
        ["create", "editor", "--days", "0"],
        ["create", "editor", "--days", "99999"],
        ["revoke", "editor"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_said(editor, arguments):
    with pytest.raises(CommandError):
        run(*arguments)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer x", "Basic eDp5", "Bearer \xff\xfe", "bearer" * 99]
)
def test_what_is_no_token_lets_nobody_in(client, header):
    response = client.get("/api/v1/me/", headers={"Authorization": header})
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_token_changes_nothing_of_what_everybody_may_read(client, editor, section):
    token = run("create", "editor")
    for each in (token, "wagtail_wrong"):
        response = client.get("/api/v1/sections/", headers={"Authorization": f"Bearer {each}"})
        assert [one["name"] for one in response.json()["items"]] == ["News"]
        assert response["Cache-Control"] == "private, no-store"


def test_administrators_see_tokens_in_the_admin(client):
    chief = UserFactory(username="chief", is_superuser=True, is_staff=True)
    client.force_login(chief)
    run("create", "chief", "--name", "Partner")

    def listed():
        soup = BeautifulSoup(client.get("/admin/api-tokens/").content, "lxml")
        return soup.select_one("main tbody tr").text

    row = listed()
    assert "Partner" in row
    ends = timezone.localtime(TokenExpiry.objects.get().expires_at)
    assert date_format(ends, "j M Y") in row
    chief.set_password("a lighthouse in the fog")
    chief.save()
    client.force_login(chief)
    assert "Ended" in listed()
