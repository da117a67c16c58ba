"""Texts of the shared journal, compressed by what entries have in common: see `usual.py`.

By zstd, which takes a fifth of zlib's time for a text as short as these: what it knows of the
dictionary stands ready, and zlib copies sixty thousand bytes for each of them. (LZ4 takes as long
as zstd, but its texts are longer by four tenths, which a database's server has to store.)

A Python may have been built without zstd: there it is zlib, as in versions before this.
"""

from __future__ import annotations

import base64
import sys
import threading
import zlib
from contextlib import suppress
from typing import Any, Final

from lmapi_mock.errors import JournalError
from lmapi_mock.journal.usual import TABLES, USUAL, USUAL_OF_ZLIB

_zstd: Any = None
if sys.version_info < (3, 14):
    from backports import zstd

    _zstd = zstd
else:
    with suppress(ImportError):
        from compression import zstd

        _zstd = zstd

_LEVEL: Final = 1
_USUAL: Final = base64.b64decode(TABLES) + USUAL.encode("ascii")
_DICTIONARY: Final = _zstd and _zstd.ZstdDict(_USUAL)
_COMPRESSOR: Final = _zstd and _zstd.ZstdCompressor(
    level=_LEVEL, zstd_dict=_DICTIONARY.as_digested_dict
)
_BY_ZSTD: Final = b"\x28\xb5\x2f\xfd"
"""With what every text begins that zstd has made."""

_ZLIBS: Final = USUAL_OF_ZLIB.encode("ascii")
_LOCK: Final = threading.Lock()
"""A compressor does one thing at a time."""


def compressed(text: bytes) -> str:
    """A text, compressed, in letters that a driver hands on as they are."""
    if _COMPRESSOR is None:
        made = _by_zlib(text)
    else:
        with _LOCK:
            made = _COMPRESSOR.compress(text, _COMPRESSOR.FLUSH_FRAME)
    return base64.b64encode(made).decode("ascii")


def _by_zlib(text: bytes) -> bytes:
    """A text as versions before this have compressed it."""
    compression = zlib.compressobj(level=2, wbits=13, memLevel=6, zdict=_ZLIBS)
    return compression.compress(text) + compression.flush()


def decompressed(text: str) -> bytes:
    """What a text was made of, also by a version before this.

    Raises:
        JournalError: it was made by zstd, which another process has and this one has not.
    """
    made = base64.b64decode(text)
    if made.startswith(_BY_ZSTD):
        if _zstd is None:
            raise JournalError(
                "no_zstd",
                "Another process has compressed this entry by zstd, and this Python was built"
                " without it.",
                "Run all of them on a Python that has `compression.zstd`, or on one before 3.14.",
            )
        found: bytes = _zstd.decompress(made, zstd_dict=_DICTIONARY)
        return found
    return zlib.decompressobj(zdict=_ZLIBS).decompress(made)
