"""Tokens: only hashes are stored, and each ends."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
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


@pytest.mark.parametrize("end", ["revoked", "expired", "inactive user", "no access"])
def test_a_token_that_has_ended_lets_nobody_in(client, editor, end):
    token = run("create", "editor", "--days", "1")
    caller = Caller(client, token)
    caller("/me/")
    if end == "revoked":
        assert run("revoke", "editor") == "Revoked: 1."
    elif end == "expired":
        TokenExpiry.objects.update(expires_at=timezone.now())
    elif end == "no access":
        editor.groups.clear()
    else:
        type(editor).objects.filter(pk=editor.pk).update(is_active=False)
    caller("/me/", 403 if end == "no access" else 401)


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
    UserFactory(username="chief", is_superuser=True, is_staff=True)
    client.force_login(UserFactory._meta.model.objects.get(username="chief"))
    run("create", "chief", "--name", "Partner")
    assert b"Partner" in client.get("/admin/api-tokens/").content
