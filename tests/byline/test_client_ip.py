"""Whose word counts on where a request comes from."""

from ipaddress import ip_network

import pytest
from axes.models import AccessAttempt
from django.core.exceptions import ImproperlyConfigured

from byline.client_ip import client_address, client_network, masked_address, read_networks


@pytest.fixture(autouse=True)
def _proxies(settings):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8"), ip_network("fd00::/64")]


@pytest.fixture
def come(rf):
    """Return a request from an address, with what its proxies say."""

    def come(peer, forwarded=None):
        headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
        return rf.get("/", REMOTE_ADDR=peer, headers=headers)

    return come


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.1", None, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7, 10.0.0.2,10.3.0.4", "198.51.100.7"),
        ("10.0.0.1", "10.0.0.9, 10.0.0.2", "10.0.0.9"),
        ("fd00::1", "2001:DB8:0::7", "2001:db8::7"),
        ("::ffff:10.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7:5678", "198.51.100.7"),
        ("10.0.0.1", "[2001:db8::7]:80, [fd00::2]", "2001:db8::7"),
        ("", "198.51.100.7", "198.51.100.7"),
        ("", None, ""),
    ],
    ids=[
        *("no proxy", "a client that claims", "a proxy itself", "a proxy", "what a client claims"),
        *("a chain", "proxies only", "IPv6", "IPv4 in IPv6", "a port", "ports of IPv6"),
        *("a socket", "a socket without a proxy"),
    ],
)
def test_the_address_is_the_last_that_a_proxy_of_ours_vouches_for(come, peer, forwarded, expected):
    assert client_address(come(peer, forwarded)) == expected


@pytest.mark.parametrize(
    "garbage",
    ["", " , ", "unknown", "_hidden", "1.2.3", "1.2.3.4:x", "[::1", "٣.1.1.1", "x" * 9000],
)
def test_garbage_from_a_proxy_leaves_the_proxys_address(come, garbage):
    assert client_address(come("10.0.0.1", garbage)) == "10.0.0.1"
    assert client_address(come("10.0.0.1", f"198.51.100.7, {garbage}")) == "10.0.0.1"
    assert client_address(come("10.0.0.1", f"{garbage}, 198.51.100.7")) == "198.51.100.7"


def test_without_proxies_a_socket_has_no_address_whatever_it_says(come, settings):
    settings.TRUSTED_PROXIES = []
    assert client_address(come("", "198.51.100.7")) == ""
    assert client_address(come("not an address", "198.51.100.7")) == ""


def test_a_request_without_an_address_has_none(come):
    request = come("")
    del request.META["REMOTE_ADDR"]
    assert client_address(request) == client_network(request) == ""


def test_one_household_is_a_network_of_ipv6_and_an_address_of_ipv4(come):
    assert client_network(come("2001:db8::7")) == client_network(come("2001:db8::ffff:8"))
    assert client_network(come("2001:db8::7")) != client_network(come("2001:db8:0:1::7"))
    assert client_network(come("192.0.2.1")) != client_network(come("192.0.2.2"))
    assert client_network(come("::ffff:192.0.2.1")) == client_network(come("192.0.2.1"))
    assert client_network(come("fe80::1%eth0")) == "fe80::/64"


def test_a_masked_address_is_a_private_one_and_another_with_another_key(come, settings):
    masked = masked_address(come("192.0.2.1"))
    assert masked.startswith("fd")
    assert masked == masked_address(come("192.0.2.1")) != masked_address(come("192.0.2.2"))
    settings.SECRET_KEY = "another" * 10
    assert masked_address(come("192.0.2.1")) != masked


def test_what_is_no_network_is_refused_by_name():
    assert read_networks([" 10.0.0.0/8", "::1"]) == [ip_network("10.0.0.0/8"), ip_network("::1")]
    for text in ("10.0.0.1/8", "elsewhere", ""):
        with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES: "):
            read_networks([text])


@pytest.mark.django_db
def test_the_sign_in_counts_by_the_clients_address_and_stores_none(editor, client, caplog):
    def sign_in(address, password):
        data = {"username": "editor", "password": password}
        proxied = {"REMOTE_ADDR": "10.0.0.1", "headers": {"X-Forwarded-For": address}}
        return client.post("/admin/login/", data, **proxied).status_code

    statuses = [sign_in(f"203.0.113.{n}, 198.51.100.7", "wrong") for n in range(5)]
    assert statuses[-1] == 429
    assert sign_in("198.51.100.8", "a long passphrase") == 302
    stored = {
        str(address) for address in AccessAttempt.objects.values_list("ip_address", flat=True)
    }
    assert len(stored) == 1
    assert stored.pop().startswith("fd")
    assert "198.51.100.7" not in caplog.text
    assert "203.0.113" not in caplog.text
