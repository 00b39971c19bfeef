"""Reads the body of an answer piece by piece and stops where it grows over the limit, as sent or decompressed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from crawler.fetching.errors import TooLarge, UnreadableEncoding

ACCEPTED_ENCODINGS = "gzip, deflate"
"""Compressions that the standard library decompresses piece by piece; no others are asked for."""

_PIECE_BYTES = 64 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32


class BoundedBody:
    """Decompresses one body.

    Args:
        encoding: the Content-Encoding header, empty for none.
        max_bytes: limit of the body in bytes.
        url: named in errors.

    Raises:
        UnreadableEncoding: the encoding is none of ours.
    """

    def __init__(self, encoding: str, max_bytes: int, url: str) -> None:
        name = encoding.strip().lower()
        if name not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise UnreadableEncoding(f"sent as {encoding!r}, which was not asked for: {url}")
        self.is_compressed = name not in ("", "identity")
        self._decompressor = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._max_bytes = max_bytes
        self._url = url
        self._received = 0
        self._produced = 0

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The decompressed pieces that one received piece yields; raises ``TooLarge`` or ``UnreadableEncoding``."""
        self._received += len(piece)
        self._limit(self._received)
        if not self.is_compressed:
            yield piece
            return
        while piece:
            if self._decompressor.eof:
                if not piece.startswith(_GZIP_MAGIC):
                    return  # padding behind the compressed data
                # Another gzip member follows (RFC 1952, section 2.2).
                self._decompressor = zlib.decompressobj(_GZIP_OR_ZLIB)
            data = self._inflate(piece)
            self._produced += len(data)
            self._limit(self._produced)
            if data:
                yield data
            piece = self._decompressor.unconsumed_tail or self._decompressor.unused_data

    def finish(self) -> None:
        """Raise ``UnreadableEncoding`` where the body ended in the middle of its compression."""
        if self.is_compressed and self._received and not self._decompressor.eof:
            raise UnreadableEncoding(f"the compressed body is cut off: {self._url}")

    def _inflate(self, piece: bytes) -> bytes:
        try:
            return self._decompressor.decompress(piece, _PIECE_BYTES)
        except zlib.error as error:
            if self._produced:
                raise UnreadableEncoding(f"the compressed body is damaged: {self._url}") from error
        # "deflate" without the zlib wrapper, which some servers send against RFC 9110, section 8.4.1.2.
        self._decompressor = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            return self._decompressor.decompress(piece, _PIECE_BYTES)
        except zlib.error as error:
            raise UnreadableEncoding(f"the compressed body is damaged: {self._url}") from error

    def _limit(self, size: int) -> None:
        if size > self._max_bytes:
            raise TooLarge(f"larger than the limit of {self._max_bytes} bytes: {self._url}")
