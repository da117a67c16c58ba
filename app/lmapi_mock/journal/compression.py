"""Texts of the shared journal, compressed by what entries have in common: see `usual.py`.

By LZ4, which takes a fifth of zlib's time for a text as short as these: zlib copies sixty thousand
bytes of its own for each of them. (zstd makes them shorter still in as little time, by a package of
24 MB; this one has 6.)
"""

from __future__ import annotations

import base64
import zlib
from typing import Final

import lz4.block

from lmapi_mock.journal.usual import USUAL, USUAL_OF_ZLIB

_USUAL: Final = USUAL.encode("ascii")
_ZLIBS: Final = USUAL_OF_ZLIB.encode("ascii")
_LZ4: Final = b"\x01"
"""With what every text begins that is not zlib's, as versions before this made them."""


def compressed(text: bytes) -> str:
    """A text, compressed, in letters that a driver hands on as they are."""
    made: bytes = lz4.block.compress(text, dict=_USUAL)
    return base64.b64encode(_LZ4 + made).decode("ascii")


def decompressed(text: str) -> bytes:
    """What a text was made of, also by a version before this."""
    made = base64.b64decode(text)
    if not made.startswith(_LZ4):
        return zlib.decompressobj(zdict=_ZLIBS).decompress(made)
    found: bytes = lz4.block.decompress(made[1:], dict=_USUAL)
    return found
