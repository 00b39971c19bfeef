"""Bodies are read up to their limit, as sent and decompressed."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetching.bodies import BoundedBody
from crawler.fetching.errors import TooLarge, UnreadableEncoding


def read(data: bytes, encoding: str, *, limit: int = 1_000_000, piece: int = 1_000) -> bytes:
    body = BoundedBody(encoding, limit, "https://example.org/")
    parts = [part for at in range(0, len(data), piece) for part in body.feed(data[at : at + piece])]
    body.finish()
    return b"".join(parts)


def raw_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush()


@given(data=st.binary(max_size=5_000), piece=st.integers(min_value=2, max_value=600))
def test_every_encoding_gives_the_body_back(data: bytes, piece: int) -> None:
    assert read(data, "", piece=piece) == data
    assert read(data, "identity", piece=piece) == data
    assert read(gzip.compress(data), "gzip", piece=piece) == data
    assert read(zlib.compress(data), "deflate", piece=piece) == data


def test_deflate_without_its_wrapper_is_read() -> None:
    assert read(raw_deflate(b"text " * 100), "deflate") == b"text " * 100


def test_several_gzip_members_are_read() -> None:
    assert read(gzip.compress(b"one ") + gzip.compress(b"two"), "gzip", piece=7) == b"one two"


def test_padding_behind_gzip_is_ignored() -> None:
    assert read(gzip.compress(b"one") + b"\0" * 50, "x-gzip") == b"one"


def test_an_answer_without_body_may_name_an_encoding() -> None:
    assert read(b"", "gzip") == b""


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_the_limit_is_exact(encoding: str) -> None:
    data = bytes(range(256)) * 4
    sent = gzip.compress(data) if encoding else data
    assert read(sent, encoding, limit=len(data)) == data
    with pytest.raises(TooLarge, match="1023 bytes"):
        read(sent, encoding, limit=len(data) - 1)


def test_a_bomb_is_stopped_while_it_grows() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    pieces = BoundedBody("gzip", 1_000_000, "https://example.org/").feed(bomb)
    produced: list[int] = []
    with pytest.raises(TooLarge):
        produced.extend(len(piece) for piece in pieces)
    assert sum(produced) <= 1_000_000


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress"])
def test_encodings_that_were_not_asked_for_are_refused(encoding: str) -> None:
    with pytest.raises(UnreadableEncoding):
        BoundedBody(encoding, 1_000, "https://example.org/")


@pytest.mark.parametrize("damaged", [gzip.compress(b"text " * 500)[:-10], b"no gzip at all"], ids=["cut off", "none"])
def test_damaged_bodies_are_named(damaged: bytes) -> None:
    with pytest.raises(UnreadableEncoding):
        read(damaged, "gzip")
