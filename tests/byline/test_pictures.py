"""The files of pictures, as readers get them."""

from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIRequest

from byline.bulkheads.responses import security_headers
from byline.pictures import PictureFiles
from tests.photos.files import picture

PAGE = "the application"


@pytest.fixture
def get(settings, tmp_path):
    """Request a path; return the status, the headers and the body."""
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "images").mkdir()
    (tmp_path / "images/pier.jpg").write_bytes(picture())
    (tmp_path / "images/notes.html").write_bytes(b"<script>")
    (tmp_path / "secret.jpg").write_bytes(b"secret")

    def application(environ, start_response):
        WSGIRequest(environ)
        start_response(PAGE, [])
        return []

    def send(path, method="GET", scheme="https"):
        calls = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.encode("utf-8", "replace").decode("latin-1"),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "wsgi.input": BytesIO(),
            "wsgi.url_scheme": scheme,
        }
        body = PictureFiles(application)(environ, lambda *args: calls.append(args))
        return calls[0][0], dict(calls[0][1]), b"".join(body)

    security_headers.cache_clear()
    return send


def test_a_picture_is_sent_with_its_type_and_for_good(get):
    status, headers, body = get("/media/images/pier.jpg")
    assert (status, body) == ("200 OK", picture())
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Content-Length"] == str(len(body))
    assert "immutable" in headers["Cache-Control"]
    assert get("/media/images/pier.jpg", "HEAD")[1:] == (headers, b"")


@pytest.mark.django_db
def test_it_has_the_security_headers_of_a_page(get, client):
    page = client.get("/healthz/no/such/page/", secure=True)
    ours = get("/media/images/pier.jpg")[1]
    names = {
        *("Content-Security-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy"),
        *("Referrer-Policy", "X-Content-Type-Options", "X-Frame-Options"),
    }
    assert {name: ours[name] for name in names} == {name: page[name] for name in names}


def test_hsts_is_sent_over_https_only(get, settings):
    settings.SECURE_HSTS_SECONDS = 60
    assert get("/media/images/pier.jpg")[1]["Strict-Transport-Security"] == "max-age=60"
    assert "Strict-Transport-Security" not in get("/media/images/pier.jpg", scheme="http")[1]
    settings.SECURE_SSL_REDIRECT = True
    assert get("/media/images/pier.jpg", scheme="http")[0] == PAGE


@pytest.mark.parametrize(
    "name",
    [
        *("", "no.jpg", "../secret.jpg", "/etc/passwd", "..", "notes.html", "pier.jpg/x"),
        *("ł.jpg", "слово.png"),
        *("\x00.jpg", "a" * 5000 + ".jpg", "..\\secret.jpg", "%2e%2e/secret.jpg", "pier.jpg\n"),
    ],
)
def test_nothing_else_is_sent(get, name):
    assert get(f"/media/images/{name}")[0] == PAGE


def test_a_form_is_for_the_application(get):
    assert get("/media/images/pier.jpg", "POST")[0] == PAGE
    assert get("/news/")[0] == PAGE
