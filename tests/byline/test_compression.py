"""What is sent in fewer bytes."""

import gzip

import pytest
from django.http import StreamingHttpResponse
from django.test import RequestFactory

from byline.middleware import GZipMiddleware
from tests.pagecache.visiting import Visitor

pytestmark = pytest.mark.django_db


def test_a_page_that_is_not_kept_is_compressed_for_browsers_that_can_read_that(client):
    plain = client.get("/search/")
    packed = client.get("/search/", headers={"accept-encoding": "gzip, br"})
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 2
    assert "Accept-Encoding" in packed["Vary"]


def test_a_kept_page_is_compressed_once(section):
    visitor = Visitor()
    for _ in range(2):
        answer = visitor.get("/news/", accept_encoding="gzip")
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(answer.body).startswith(b"<!doctype html>")
    assert visitor.rendered == ["/news/"]
    visitor.leave()


def test_a_download_keeps_its_length():
    content = b"minutes of the council\n" * 100
    download = StreamingHttpResponse([content], headers={"Content-Length": len(content)})
    request = RequestFactory().get("/documents/", headers={"accept-encoding": "gzip"})
    answer = GZipMiddleware(lambda _request: download)(request)
    assert "Content-Encoding" not in answer
    assert int(answer["Content-Length"]) == len(content)
    assert answer.getvalue() == content
