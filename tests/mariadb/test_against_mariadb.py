"""The same rules asked of a live MariaDB, on thousands of seeded random values.

LMAPI_TEST_MARIADB_URL names the server (default mysql://root@127.0.0.1:3306/). A scratch
database is made there and dropped. Skipped when there is no server, unless
LMAPI_REQUIRE_DATABASES=1.
"""

import os
import random
import string
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise, permutations
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest

from databases import URLS, need
from lmapi_mock.mariadb.collation import fold, starts_with
from lmapi_mock.mariadb.encoding import CHARSETS, Charset, read_text, stored_text
from lmapi_mock.mariadb.types import parse_type

if TYPE_CHECKING:
    from pymysql.cursors import Cursor

pymysql = pytest.importorskip("pymysql")

URL = URLS["mariadb"]
DATABASE = f"lmapi_oracle_test_{os.getpid()}"
PLANE = [chr(n) for n in range(0x10000) if not 0xD800 <= n <= 0xDFFF]
HOW_MANY = 4000


def connect(charset: str) -> Any:
    address = urlsplit(URL)
    return pymysql.connect(
        host=address.hostname or "127.0.0.1",
        port=address.port or 3306,
        user=unquote(address.username or "root"),
        password=unquote(address.password or ""),
        charset=charset,
        autocommit=True,
        sql_mode="NO_ENGINE_SUBSTITUTION",
        connect_timeout=30,
    )


@pytest.fixture(scope="module")
def cursor() -> "Iterator[Cursor]":
    need("mariadb")
    with connect("utf8mb4") as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb3 COLLATE utf8_unicode_ci")
        cursor.execute(f"USE {DATABASE}")
        yield cursor
        cursor.execute(f"DROP DATABASE {DATABASE}")


def literal(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def held_by_column(cursor: "Cursor", sql: str, values: list[str | int]) -> list[str]:
    """What the server's own column of this type holds after each value, as text."""
    cursor.execute(f"CREATE OR REPLACE TABLE held (n INT PRIMARY KEY, held {sql})")
    rows = ",".join(f"({n},{literal(value)})" for n, value in enumerate(values))
    # Numbers that are no dates are an error in any mode unless ignored.
    cursor.execute(f"INSERT IGNORE INTO held VALUES {rows}")
    cursor.execute("SELECT CAST(held AS CHAR) FROM held ORDER BY n")
    return [row[0] for row in cursor.fetchall()]


def any_character(rng: random.Random) -> str:
    return rng.choice((rng.choice(PLANE), rng.choice(PLANE[:0x600]), rng.choice(PLANE[1:0x80])))


def text(rng: random.Random) -> str:
    body = "".join(any_character(rng) for _ in range(rng.randrange(8)))
    return body + " " * rng.choice((0, 0, 1, 3))


def number(rng: random.Random) -> str:
    exponent = rng.choice(("", "", "", "e", "E+", "e-", "e ", "e+ "))
    # MariaDB is inexact with 20 digits and an exponent below their number.
    length = rng.randrange(15 if exponent or rng.random() < 0.8 else 30)
    digits = "".join(rng.choices(string.digits, k=length))
    point = rng.choice(("", "", ".")) + "".join(rng.choices("0459", k=rng.randrange(4)))
    power = str(rng.randrange(25)) if exponent and rng.random() < 0.9 else ""
    start, end = rng.choice(("", "", " ", "\t", "x", "\x01")), rng.choice(("", "", " ", "x", ",5"))
    if exponent and not power + end:
        end = "x"  # a text that ends in 'e+' is misread by MariaDB, see types.py
    return start + rng.choice(("", "", "-", "+", "- ")) + digits + point + exponent + power + end


def choice(rng: random.Random) -> str:
    body = rng.choice(("y", "Y", "n", "x y", "X\u3000Y", "é", "E", "ss", "ß", "2", "03", "5", "9"))
    return rng.choice(("", "", " ", "+", "\u0301")) + body + rng.choice(("", "", " ", "\t", "x"))


def anything_near_a_date(rng: random.Random) -> str:
    alphabet = rng.choice(("0123456789", "0011122T", "0123456789-", "0012-/.: T", "012-: T+xé\x01"))
    return "".join(rng.choices(alphabet, k=rng.randrange(22)))


def date_of_parts(rng: random.Random) -> str:
    def mark() -> str:
        marks = ("-", "-", "-", "/", ".", ":", rng.choice(string.punctuation), " ", "T", "x", "")
        return rng.choice(marks)

    def part(limit: int) -> str:
        return f"{rng.randrange(limit):0{rng.choice((1, 2, 2, 2, 3))}}"

    year = rng.choice((f"{rng.randrange(2200):04}", part(100), part(20000), "1980", "2000"))
    date = year + mark() + part(14) + mark() + part(33)
    for limit in rng.choice(((), (), (26,), (25, 61), (25, 61, 61), (24, 60, 60))):
        date += (mark() if limit == 60 else rng.choice((" ", "T", "  ", ":", mark()))) + part(limit)
    start = rng.choice(["", "", "", "", " ", "+", "+ ", "-", "x"])
    return start + date + rng.choice(("", "", "", ".5", "Z", "+02:00", " x", "-"))


def date_of_digits(rng: random.Random) -> str:
    day = f"{rng.randrange(1000, 2100)}{rng.randrange(13):02}{rng.randrange(30):02}"
    time = f"{rng.randrange(25):02}{rng.randrange(61):02}{rng.randrange(61):02}"
    digits = (day + rng.choice(("", "", "T")) + time + "789")[rng.choice((0, 0, 2)) :]
    digits = digits[: rng.choice((5, 6, 7, 8, 8, 9, 10, 12, 13, 14, 15, 16))]
    return digits + rng.choice(("", "", "", ".5", ".", " ", " x", " 5", "T", "Tx", "-", "T.", "é"))


def date_as_number(rng: random.Random) -> int:
    size = rng.choice((10**3, 10**6, 10**8, 10**12, 10**14))
    day = rng.randrange(3000) * 10000 + rng.randrange(14) * 100 + rng.randrange(33)
    return rng.choice((rng.randrange(-5, size), day, day * 10**6 + rng.randrange(240000)))


@pytest.mark.parametrize(
    ("sql", "make"),
    [
        ("varchar(5)", text),
        ("char(5)", text),
        ("text", text),
        ("enum('Y','N','x y','É','ss')", choice),
        ("enum('','2','Y')", choice),
        ("enum('Y','N')", number),
        ("tinyint(3)", number),
        ("smallint(5) unsigned", number),
        ("mediumint", number),
        ("int(9)", number),
        ("int(9) unsigned", number),
        ("bigint", number),
        ("bigint(14) unsigned", number),
        ("decimal(4,2)", number),
        ("decimal(10,0)", number),
        ("decimal(30,12) unsigned", number),
        ("date", anything_near_a_date),
        ("datetime", anything_near_a_date),
        ("date", date_of_parts),
        ("datetime", date_of_parts),
        ("date", date_of_digits),
        ("datetime", date_of_digits),
        ("datetime", date_as_number),
        ("int", date_as_number),
        ("varchar(8)", date_as_number),
    ],
)
def test_column_holds_what_mariadb_holds(
    cursor: "Cursor", sql: str, make: "Callable[[random.Random], str | int]"
) -> None:
    rng = random.Random(f"{sql} {make.__name__}")
    values = [make(rng) for _ in range(HOW_MANY)]
    column_type = parse_type(sql)
    held = held_by_column(cursor, sql, values)
    differing = [
        (value, theirs, ours)
        for value, theirs in zip(values, held, strict=True)
        if theirs != (ours := str(column_type.store(value)))
    ]
    assert not differing


def test_every_character_is_in_its_class_of_equals(cursor: "Cursor") -> None:
    cursor.execute("CREATE OR REPLACE TABLE plane (n INT PRIMARY KEY, c VARCHAR(1))")
    for start in range(0, len(PLANE), 10_000):
        rows = ",".join(f"({ord(c)},{literal(c)})" for c in PLANE[start : start + 10_000])
        cursor.execute(f"INSERT INTO plane VALUES {rows}")
    cursor.execute("SET group_concat_max_len = 1000000")
    cursor.execute("SELECT GROUP_CONCAT(n ORDER BY n) FROM plane GROUP BY c")
    theirs = {row[0] for row in cursor.fetchall()}
    classes = defaultdict(list)
    for character in PLANE:
        classes[fold(character)].append(str(ord(character)))
    assert {",".join(members) for members in classes.values()} == theirs


def test_like_holds_every_character_apart_that_mariadb_does(cursor: "Cursor") -> None:
    classes = defaultdict(list)
    for character in PLANE:
        if character not in "%_\\":
            classes[fold(character)].append(character)
    pairs = [pair for members in classes.values() for pair in permutations(members[:4], 2)]
    cursor.execute("CREATE OR REPLACE TABLE pairs (n INT PRIMARY KEY, a VARCHAR(1), b VARCHAR(1))")
    rows = ",".join(f"({n},{literal(a)},{literal(b)})" for n, (a, b) in enumerate(pairs))
    cursor.execute(f"INSERT INTO pairs VALUES {rows}")
    cursor.execute("SELECT n FROM pairs WHERE a LIKE CONCAT(b, '%') ORDER BY n")
    theirs = [row[0] for row in cursor.fetchall()]
    assert theirs == [n for n, (a, b) in enumerate(pairs) if starts_with(a, b)]


def alike(rng: random.Random, one: str) -> str:
    """The text again, with some characters exchanged for ones that may be equal."""
    changes = (str.upper, str.lower, fold, lambda c: c + "\u0301", lambda c: c + " ", any_letter)
    return "".join(rng.choice(changes)(c) if rng.random() < 0.4 else c for c in one)


def any_letter(_: str) -> str:
    return "e"


def storable(value: str) -> str:
    """Without what only Python's case changes bring in, and without LIKE's own characters."""
    return "".join(c for c in value if c <= "\uffff" and c not in "%_\\")


@pytest.mark.parametrize("operation", ["=", "LIKE"])
def test_texts_compare_as_in_mariadb(cursor: "Cursor", operation: str) -> None:
    rng = random.Random(operation)
    pairs = []
    for _ in range(HOW_MANY):
        one = storable(text(rng))
        other = storable(alike(rng, one if operation == "=" else one[: rng.randrange(6)]))
        pairs.append((one, other))
    cursor.execute(
        "CREATE OR REPLACE TABLE pairs (n INT PRIMARY KEY, one VARCHAR(50), other VARCHAR(50))"
    )
    rows = ",".join(f"({n},{literal(a)},{literal(b)})" for n, (a, b) in enumerate(pairs))
    cursor.execute(f"INSERT INTO pairs VALUES {rows}")
    condition = "one = other" if operation == "=" else "one LIKE CONCAT(other, '%')"
    cursor.execute(f"SELECT {condition} FROM pairs ORDER BY n")
    theirs = [bool(row[0]) for row in cursor.fetchall()]
    ours = [
        fold(one) == fold(other) if operation == "=" else starts_with(one, other)
        for one, other in pairs
    ]
    assert 0.05 < sum(theirs) / len(theirs) < 0.95
    assert [pair for pair, a, b in zip(pairs, theirs, ours, strict=True) if a != b] == []


PIECES = [b"a", "é".encode(), "中".encode(), "😀".encode(), "\uffff".encode()]
PIECES += [bytes([n]) for n in (0x80, 0xBF, 0xC0, 0xC3, 0xE0, 0xE2, 0xED, 0xF0, 0xF4, 0xF8, 0xFF)]


def encoded_surrogate(value: bytes) -> bool:
    """MariaDB stores these as they are, this package as question marks."""
    return any(0xA0 <= after <= 0xBF for mark, after in pairwise(value) if mark == 0xED)


@pytest.mark.parametrize("charset", CHARSETS)
def test_bytes_are_stored_as_in_mariadb(cursor: "Cursor", charset: Charset) -> None:
    rng = random.Random(charset)
    values = [b"".join(rng.choices(PIECES, k=rng.randrange(7))) for _ in range(HOW_MANY)]
    values = [value for value in values if not encoded_surrogate(value)]
    with connect(charset) as connection, connection.cursor() as raw:
        raw.execute(f"CREATE OR REPLACE TABLE {DATABASE}.bytes (n INT PRIMARY KEY, c VARCHAR(50))")
        rows = b",".join(b"(%d,'%s')" % row for row in enumerate(values))
        raw.execute(b"INSERT INTO %s.bytes VALUES %s" % (DATABASE.encode(), rows))
        raw.execute(f"SELECT HEX(c) FROM {DATABASE}.bytes ORDER BY n")
        theirs = [bytes.fromhex(row[0]).decode() for row in raw.fetchall()]
    ours = [stored_text(value, charset=charset) for value in values]
    assert [row for row in zip(values, theirs, ours, strict=True) if row[1] != row[2]] == []


def test_text_is_read_in_latin1_as_from_mariadb(cursor: "Cursor") -> None:
    cursor.execute("CREATE OR REPLACE TABLE plane (n INT PRIMARY KEY, c VARCHAR(1))")
    rows = ",".join(f"({ord(one)},{literal(one)})" for one in PLANE)
    cursor.execute(f"INSERT INTO plane VALUES {rows}")
    cursor.execute("SELECT HEX(CONVERT(c USING latin1)) FROM plane ORDER BY n")
    theirs = [bytes.fromhex(row[0]) for row in cursor.fetchall()]
    ours = [read_text(one, charset="latin1").encode("utf-8", "surrogateescape") for one in PLANE]
    assert [row for row in zip(PLANE, theirs, ours, strict=True) if row[1] != row[2]] == []
