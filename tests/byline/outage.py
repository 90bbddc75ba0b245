"""What readers and editors meet on a server whose database is away."""

from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen


def get(port, address, data=None, method=None, **headers):
    """Return the status, the headers and the text of an answer."""
    url = f"http://127.0.0.1:{port}{address}"
    request = Request(url, data=data, method=method, headers=headers)
    try:
        answer = urlopen(request, timeout=60)  # noqa: S310
    except HTTPError as error:
        answer = error
    return answer.status, answer.headers, answer.read().decode()


ADDRESSES = ["/", "/recent/", "/search/?q=x", "/comments/12/", "/admin/", "/no/such/page/"]


def expect_all_away(port):
    for address in ADDRESSES:
        for method in ("GET", "HEAD"):
            # With a session's cookie the admin and the user bar query the database.
            status, headers, text = get(port, address, method=method, Cookie="sessionid=abc")
            assert (address, status, headers["Retry-After"]) == (address, 503, "15")
            assert ("We are back in a moment" in text) == (method == "GET")
    sent = urlencode({"text": "not lost"}).encode()
    status, _headers, text = get(port, "/comments/on/4/write/", data=sent)
    assert status == 503
    assert "not lost" in text
    assert get(port, "/healthz")[0] == 200
