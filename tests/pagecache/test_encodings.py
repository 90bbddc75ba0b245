"""Which encoding a browser is answered in, by its header."""

import gzip

import brotli
import pytest

from byline.pagecache.content_encoding import (
    ENCODERS,
    QUICK_ENCODERS,
    best_encoding,
    preferred_encoding,
    weight_of,
)

DECODE = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br, gzip", "br"),
        ("gzip, br", "br"),
        ("gzip;q=0.5, br;q=0.4", "gzip"),
        ("gzip;q=0.001", "gzip"),
        ("gzip;q=0.0001", ""),
        ("br;q=7, gzip", "br"),
        ("br;q=-1, gzip;q=0.1", "gzip"),
        ("br;q=nan, gzip;q=0.1", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("*;q=0.5, br;q=0.1", "gzip"),
        ("*", "br"),
        ("*;q=0", ""),
        ("identity", ""),
        ("deflate, , ;q=1", ""),
        ("", ""),
        (" GZIP ; Q = 1 ", "gzip"),
        ("gzip;level=1", "gzip"),
    ],
)
def test_the_encoding_is_the_best_that_is_allowed(accepted, encoding):
    assert best_encoding(accepted) == encoding


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("br", ("br", 1000)),
        (" br ; q=0.25", ("br", 250)),
        ("br; q = 0.5 ", ("br", 500)),
        ("br;q=2", ("br", 1000)),
        ("br;q=-1", ("br", 0)),
        ("br ;q=x", ("br", 0)),
        ("br;level=3", ("br", 1000)),
        ("br;q=a=b", ("br", 0)),
    ],
)
def test_a_weight_is_in_thousandths(part, expected):
    assert weight_of(part) == expected


def test_of_a_long_header_only_the_beginning_is_read():
    assert preferred_encoding("gzip, ".rjust(200)) == "gzip"
    assert preferred_encoding(", gzip".rjust(204)) == ""
    assert preferred_encoding(", gzip".rjust(200)) == "gzip"
    assert preferred_encoding(", gzip".rjust(201)) == ""


@pytest.mark.parametrize("encoding", DECODE)
@pytest.mark.parametrize("encoders", [ENCODERS, QUICK_ENCODERS])
def test_what_is_encoded_is_read_again(encoders, encoding):
    body = b"<p>The ferry sails again.</p>" * 50
    encoded = encoders[encoding](body)
    assert DECODE[encoding](encoded) == body
    assert len(encoded) < len(body)


def test_the_same_page_is_the_same_bytes_and_says_nothing_of_its_time():
    for encoders in (ENCODERS, QUICK_ENCODERS):
        assert encoders["gzip"](b"page")[4:8] == bytes(4)
