"""bcrypt's digest in plain Python: against known digests, and the bcrypt library where it can."""

from __future__ import annotations

import base64
import subprocess
import sys
import time

import bcrypt
import pytest

from lmapi_mock.non_agent_api.login import eksblowfish
from lmapi_mock.non_agent_api.login.authenticate import password_hash
from pace import slowness

SALT = "saltsaltsaltsalt"
LONG = "x" * 71

# What Perl's Crypt::Eksblowfish 0.009, which takes every cost, makes of them with this salt.
KNOWN = {
    (0, ""): "nMDQs2mbSPJydlYSeWLrL/0dIQky0hu",
    (0, "Secret"): "Rpq/PdHUuB/xYO0AMxvMPe506SnLp0i",
    (0, LONG): "G2AeKKkQbMgIu2VAouwdGQoXE9ejjF.",
    (0, LONG + "x"): "OVGsz6FMv3iUSTkacv59C/Qqgz2FAwO",
    (1, "Secret"): "lb4roz2Ap8MVn/7HchqJ6DqN2lxCbyO",
    (1, "café"): "/8UaRd60YntIwOmCzN2DKI3eAQEvZ5O",
    (2, "Secret"): "PvbDRACpvmeNszMT4i/MmgeTt4gTL4S",
    (2, "1234"): "ozlWLE/ziu1rA/rTiQOgfppYIHX8eSW",
    (2, LONG + "x"): "ddeLaxVCTfBQrncfPXzgw3Vou4vJ64K",
    (3, "Secret"): "mb5UVEv1bg5kizhbbZ9W48i90SjjWs6",
    (3, LONG): "CK1xYda9k.7td1g0SBGAHAGZnyJihA2",
    (4, "Secret"): "7CPd/FoQVGbSnxoAUQvyxWmhWcuMlj.",
}


@pytest.mark.parametrize(("cost", "password"), KNOWN, ids=[f"{c}-{p[:7]}" for c, p in KNOWN])
def test_known_digests(cost: int, password: str) -> None:
    assert password_hash(password, SALT, cost) == KNOWN[cost, password]


@pytest.mark.parametrize("cost", [4, 5])
@pytest.mark.parametrize(
    "password", [b"", b"a", b"1234", b"caf\xc3\xa9", b"x" * 71, b"x" * 72, bytes(range(1, 73))]
)
def test_the_librarys_digests_at_its_lowest_costs(password: bytes, cost: int) -> None:
    prefix = bcrypt.gensalt(cost, b"2a")
    hashed = bcrypt.hashpw(password, prefix)
    # bcrypt's own base64 has another alphabet.
    alphabet = bytes.maketrans(
        b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    )
    salt = base64.b64decode(prefix[7:].translate(alphabet) + b"==")
    digest = base64.b64decode(hashed[29:].translate(alphabet) + b"=")
    assert eksblowfish.digest(password, salt, cost) == digest


def test_bytes_after_the_72nd_do_not_count() -> None:
    for cost in (2, 4):
        assert password_hash("x" * 80, SALT, cost) == password_hash("x" * 72, SALT, cost)
        assert password_hash("x" * 71, SALT, cost) != password_hash("x" * 72, SALT, cost)


def test_the_constants_are_blowfishs_and_computed_within_milliseconds_at_first_use() -> None:
    asked = (
        "import time\n"
        "from lmapi_mock.non_agent_api.login import eksblowfish as e\n"
        "assert e._digits_of_pi.cache_info().currsize == 0\n"
        "start = time.process_time()\n"
        "words = e._digits_of_pi()\n"
        "print(time.process_time() - start, len(words), f'{words[0]:08x} {words[-1]:08x}')"
    )
    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    took, *words = ended.stdout.split()
    assert words == ["1042", "243f6a88", "3ac372e6"]
    assert float(took) < 0.1 * slowness()


def test_a_digest_at_a_dialers_own_cost_takes_well_under_100_ms() -> None:
    def took() -> float:
        start = time.thread_time()
        eksblowfish.digest(b"Secret", SALT.encode(), 2)
        return time.thread_time() - start

    assert min(took() for _ in range(5)) < 0.07 * slowness()
