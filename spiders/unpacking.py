"""Files that are gzip themselves, whatever their headers say."""

from __future__ import annotations

import zlib

GZIP_MAGIC = b"\x1f\x8b"


def gunzip(body: bytes, max_bytes: int) -> bytes:
    """The content of a gzip file.

    Raises:
        ValueError: it is cut off, damaged, or has more than ``max_bytes`` bytes.
    """
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        content = unpacker.decompress(body, max_bytes)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if unpacker.unconsumed_tail:
        raise ValueError(f"more than {max_bytes} bytes")
    if not unpacker.eof:
        raise ValueError("cut off")
    return content
