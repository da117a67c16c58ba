"""bcrypt's digest in plain Python, for the low costs that the bcrypt library refuses (section 4).

A dialer's own default is cost 2, where the library begins at 4. Each step doubles the time, and at
4 this takes a hundred times as long as the library; so it is for the costs below.
"""

from __future__ import annotations

import struct
from functools import cache
from math import isqrt
from typing import Final

_P: Final = 18
_S: Final = 256
_TABLES: Final = 4
_WORDS: Final = _P + _TABLES * _S
_ENCRYPTED: Final = struct.unpack(">6I", b"OrpheanBeholderScryDoubt")
_TIMES: Final = 64
_KEY_BYTES: Final = 4 * _P
_NOTHING: Final = (0, 0, 0, 0)
_GUARD_BITS: Final = 32
_BITS_PER_TERM: Final = 47
"""What each term of the Chudnovskys' series adds to the precision."""

Words = tuple[int, ...]


def digest(password: bytes, salt: bytes, cost: int) -> bytes:
    """The 23 bytes that bcrypt ($2a$) makes of a password.

    Args:
        password: at most 72 bytes of it and the NUL behind them count.
        salt: 16 bytes.
        cost: 0 or more, the binary logarithm of the rounds.
    """
    key = _words((password + b"\0") * _KEY_BYTES)
    salted = _words(salt * _KEY_BYTES)
    cipher = _Blowfish()
    cipher.expand(key, struct.unpack(">4I", salt))
    for _ in range(1 << cost):
        cipher.expand(key, _NOTHING)
        cipher.expand(salted, _NOTHING)
    blocks = list(_ENCRYPTED)
    for place in range(0, len(blocks), 2):
        for _ in range(_TIMES):
            blocks[place : place + 2] = cipher.encrypt(blocks[place], blocks[place + 1])
    return struct.pack(">6I", *blocks)[:23]


def _words(repeated: bytes) -> Words:
    return struct.unpack(f">{_P}I", repeated[:_KEY_BYTES])


class _Blowfish:
    """The cipher's state, which begins with the digits of pi."""

    def __init__(self) -> None:
        words = _digits_of_pi()
        self.p = list(words[:_P])
        self.s = [list(words[start : start + _S]) for start in range(_P, _WORDS, _S)]

    def encrypt(self, left: int, right: int) -> tuple[int, int]:
        """One block of two 32-bit words, in 16 rounds."""
        p = self.p
        a, b, c, d = self.s
        left ^= p[0]
        for place in range(1, 17, 2):
            mixed = (a[left >> 24] + b[left >> 16 & 255] ^ c[left >> 8 & 255]) + d[left & 255]
            right ^= mixed & 0xFFFFFFFF ^ p[place]
            mixed = (a[right >> 24] + b[right >> 16 & 255] ^ c[right >> 8 & 255]) + d[right & 255]
            left ^= mixed & 0xFFFFFFFF ^ p[place + 1]
        return right ^ p[17], left

    def expand(self, key: Words, salt: Words) -> None:
        """Mix a key of 18 words and a salt of four into the state."""
        self.p[:] = [word ^ part for word, part in zip(self.p, key, strict=True)]
        left = right = at = 0
        for part in (self.p, *self.s):
            for place in range(0, len(part), 2):
                left, right = self.encrypt(left ^ salt[at], right ^ salt[at + 1])
                part[place : place + 2] = left, right
                at ^= 2


@cache
def _digits_of_pi() -> Words:
    """The first 1042 words of pi's binary fraction, by the Chudnovskys' series."""
    bits = 32 * _WORDS + _GUARD_BITS
    _, q, t = _terms(1, bits // _BITS_PER_TERM + 2)
    root = isqrt(10005 << 2 * bits)
    pi = root * 426880 * q // (13591409 * q + t)
    fraction = (pi >> _GUARD_BITS) - (3 << 32 * _WORDS)
    return struct.unpack(f">{_WORDS}I", fraction.to_bytes(4 * _WORDS))


def _terms(first: int, end: int) -> tuple[int, int, int]:
    """The series' terms by binary splitting: products P and Q, and their sum over Q."""
    if end - first == 1:
        p = (6 * first - 5) * (2 * first - 1) * (6 * first - 1)
        q = first**3 * (640320**3 // 24)
        return p, q, (-1) ** first * p * (545140134 * first + 13591409)
    middle = (first + end) // 2
    p_left, q_left, t_left = _terms(first, middle)
    p_right, q_right, t_right = _terms(middle, end)
    return p_left * p_right, q_left * q_right, t_left * q_right + p_left * t_right
