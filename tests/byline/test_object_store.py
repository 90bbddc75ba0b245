"""Uploads in an object store: which anybody may read, and from where."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from wagtail.documents.models import Document

from tests.byline.starting import REQUIRED, start
from tests.factories import ArticleFactory


class ObjectStore:
    """A server with the S3 API that stores objects in memory."""

    def __init__(self):
        self.objects = {}
        self.headers = {}
        store = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_PUT(self):
                name = unquote(urlsplit(self.path).path)
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if "aws-chunked" in self.headers.get("Content-Encoding", ""):
                    size, _, rest = body.partition(b"\r\n")
                    body = rest[: int(size.partition(b";")[0], 16)]
                store.objects[name], store.headers[name] = body, self.headers
                self.reply(200)

            def do_GET(self):
                body = store.objects.get(unquote(urlsplit(self.path).path))
                self.reply(404 if body is None else 200, body or b"")

            do_HEAD = do_GET  # noqa: N815

            def do_DELETE(self):
                store.objects.pop(unquote(urlsplit(self.path).path), None)
                self.reply(204)

            def reply(self, status, body=b""):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("ETag", '"x"')
                self.send_header("Last-Modified", "Mon, 05 Jan 2026 08:00:00 GMT")
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def store():
    store = ObjectStore()
    yield store
    store.close()


SHOW = """
import json
from byline.settings import base
print(json.dumps([base.STORAGES, base.SECURE_CSP["img-src"], base.WAGTAILIMAGES_RENDITION_STORAGE]))
"""


def environment(store, **more):
    return {
        **REQUIRED,
        "MEDIA_STORAGE": "s3",
        "S3_BUCKET": "news",
        "S3_ENDPOINT_URL": store.url,
        "S3_REGION": "eu",
        "S3_ACCESS_KEY_ID": "key",
        "S3_SECRET_ACCESS_KEY": "hidden",
        "S3_PUBLIC_URL": "https://pictures.example/news/",
        **more,
    }


@pytest.fixture(params=["", "public-read"])
def made(request, store, tmp_path, settings):
    """The settings as production makes them, with and without lists of who may read."""
    process = start(tmp_path, SHOW, **environment(store, S3_PICTURES_ACL=request.param))
    assert process.returncode == 0, process.stderr
    made, sources, alias = json.loads(process.stdout)
    assert "https://pictures.example" in sources
    settings.WAGTAILIMAGES_RENDITION_STORAGE = alias
    settings.WAGTAILDOCS_SERVE_METHOD = "serve_view"
    settings.STORAGES = {**made, "staticfiles": settings.STORAGES["staticfiles"]}
    return request.param or None


def test_pictures_for_readers_have_a_public_address_and_are_cached(store, made):
    pictures = storages["pictures"]
    name = pictures.save("images/harbour.avif", ContentFile(b"picture"))
    assert pictures.url(name) == "https://pictures.example/news/images/harbour.avif"
    headers = store.headers["/news/images/harbour.avif"]
    assert headers["x-amz-acl"] == made
    assert headers["Cache-Control"] == "public, max-age=86400"


def test_originals_and_documents_are_private(store, made):
    name = storages["default"].save("original_images/harbour.jpg", ContentFile(b"original"))
    assert store.objects["/news/original_images/harbour.jpg"] == b"original"
    assert store.headers["/news/original_images/harbour.jpg"]["x-amz-acl"] is None
    address = storages["default"].url(name)
    assert address.startswith(store.url)
    assert "X-Amz-Signature=" in address
    assert storages["default"].open(name).read() == b"original"


@pytest.mark.django_db
def test_a_document_goes_through_the_site_which_knows_who_may_read_it(store, made, client):
    document = Document(title="Agenda")
    document.file.save("agenda.txt", ContentFile(b"the agenda"))
    body = [("document", {"document": document, "title": ""})]
    ArticleFactory(body=body, signals=True)
    response = client.get(document.url)
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"the agenda"
    assert response["Content-Disposition"].startswith("attachment")
