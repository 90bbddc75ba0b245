"""Limits on attempts to sign in."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.utils import timezone

from accounts.devices import DEVICE_COOKIE_NAME, UNKNOWN_DEVICE_LIMIT_PER_MINUTE
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "a long passphrase"


@pytest.fixture
def sign_in(client):
    """Post the sign-in form of the admin."""

    def post(username="editor", password=PASSWORD, **extra):
        data = {"username": username, "password": password}
        return client.post("/admin/login/", data, **extra)

    return post


@pytest.fixture
def locked(editor, sign_in):
    """The editor's name, after five wrong passwords."""
    for _ in range(5):
        response = sign_in(password="wrong")
    return response


def test_the_right_password_opens_the_admin(editor, sign_in, client):
    assert sign_in().status_code == 302
    assert client.get("/admin/").status_code == 200


def test_a_wrong_password_is_said_to_be_wrong(editor, sign_in, client):
    response = sign_in(password="wrong")
    assert response.status_code == 200
    assert "didn&#x27;t match" in response.text
    assert client.get("/admin/").status_code == 302


def test_after_four_wrong_passwords_the_right_one_still_opens(editor, sign_in):
    for _ in range(4):
        assert sign_in(password="wrong").status_code == 200
    assert sign_in().status_code == 302


def test_after_five_wrong_passwords_the_page_says_that_sign_in_is_paused(locked):
    assert locked.status_code == 429
    assert "Too many wrong passwords" in locked.text
    assert "quarter of an hour" in locked.text


def test_during_the_pause_the_right_password_does_not_open(locked, sign_in, client):
    assert sign_in().status_code == 429
    assert client.get("/admin/").status_code == 302


def test_others_sign_in_meanwhile(locked, sign_in):
    UserFactory(username="other", group="Editors")
    assert sign_in("other").status_code == 302


def test_the_same_person_signs_in_from_elsewhere(locked, sign_in):
    assert sign_in(REMOTE_ADDR="203.0.113.9").status_code == 302


@pytest.fixture
def guessed(editor, sign_in, client):
    """The editor's device cookie, after guesses at their password from many addresses."""
    with time_machine.travel(timezone.now(), tick=False):
        sign_in()
        client.post("/admin/logout/")
        known = client.cookies.pop(DEVICE_COOKIE_NAME)
        for number in range(UNKNOWN_DEVICE_LIMIT_PER_MINUTE):
            sign_in(password="wrong", REMOTE_ADDR=f"203.0.113.{number}")
        yield known


@pytest.mark.parametrize("address", ["/admin/login/", "/_util/login/"])
def test_guesses_at_one_name_from_many_addresses_are_slowed_down(guessed, client, address):
    form = {"username": "editor", "password": PASSWORD}
    response = client.post(address, form, REMOTE_ADDR="203.0.113.200")
    assert "Many are trying to sign in with this name" in response.text
    assert client.get("/admin/").status_code == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        assert client.post(address, form, REMOTE_ADDR="203.0.113.200").status_code == 302


def test_the_owner_of_the_name_signs_in_meanwhile(guessed, sign_in, client):
    client.cookies[DEVICE_COOKIE_NAME] = guessed.value
    assert sign_in().status_code == 302


@pytest.mark.parametrize("cookie", ["", "editor", "x:y:z"])
def test_a_cookie_that_is_not_ours_changes_nothing(guessed, sign_in, client, cookie):
    client.cookies[DEVICE_COOKIE_NAME] = cookie
    assert sign_in(REMOTE_ADDR="203.0.113.200").status_code == 200


def test_a_device_cookie_of_another_user_does_not_count(guessed, sign_in, client):
    UserFactory(username="other", group="Editors")
    sign_in("other")
    client.post("/admin/logout/")
    assert sign_in(REMOTE_ADDR="203.0.113.200").status_code == 200


def test_the_pause_ends_after_a_quarter_of_an_hour(locked, sign_in):
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert sign_in().status_code == 302


def test_signing_in_forgets_the_wrong_passwords_before(editor, sign_in):
    for _ in range(2):
        for _ in range(4):
            sign_in(password="wrong")
        assert sign_in().status_code == 302


def test_people_sign_in_to_the_newsroom(client):
    page = BeautifulSoup(client.get("/admin/login/").content, "lxml")
    assert page.h1.text == "Sign in to the newsroom"
    assert page.title.text == "Sign in - Byline"
