"""Measure utf8_unicode_ci on a MariaDB 10.11 server and write the table `collation.py` reads.

Usage: python seed/build_collation.py [mysql://root@127.0.0.1:3306/]

The server is asked for the weights of every character of the Basic Multilingual Plane. Weights
name classes of equal characters, and each class gets one plain character to stand for it; a
character with several weights (a ligature, a fraction) is written as the stand-ins of each.
"""

import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pymysql

TABLE = Path(__file__).parents[1] / "app/lmapi_mock/mariadb/utf8_unicode_ci.txt"

HEADER = """\
# utf8_unicode_ci: which characters MariaDB holds to be equal, case and accents not counting.
# Measured from MariaDB {version} with WEIGHT_STRING() by seed/build_collation.py; do not edit.
# The weights are those of the Unicode Collation Algorithm 4.0.0 (allkeys.txt), used under the
# Unicode licence, https://www.unicode.org/license.txt
# A line: the plain characters that stand for ("-": none, the character is ignored), then the
# characters and ranges they stand for. Code points in hexadecimal. A character not listed
# stands for itself.
"""

Weights = tuple[str, ...]


def measure(url: str) -> tuple[str, dict[str, Weights]]:
    """The server's version, and the weights of every character a utf8mb3 column can hold."""
    address = urlsplit(url)
    connection = pymysql.connect(
        host=address.hostname or "127.0.0.1",
        port=address.port or 3306,
        user=unquote(address.username or "root"),
        password=unquote(address.password or ""),
        charset="utf8mb4",
    )
    weights: dict[str, Weights] = {}
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT VERSION()")
        ((version,),) = cursor.fetchall()
        characters = [chr(n) for n in range(0x10000) if not 0xD800 <= n <= 0xDFFF]
        for start in range(0, len(characters), 500):
            batch = characters[start : start + 500]
            cursor.execute(
                "SELECT "
                + ", ".join(
                    f"HEX(WEIGHT_STRING(_utf8mb3 x'{character.encode().hex()}'"
                    " COLLATE utf8mb3_unicode_ci))"
                    for character in batch
                )
            )
            (row,) = cursor.fetchall()
            for character, digits in zip(batch, row, strict=True):
                weights[character] = tuple(digits[i : i + 4] for i in range(0, len(digits), 4))
    return version, weights


def elements(weights: Weights) -> Iterator[Weights]:
    """Split weights into those of single characters: FBxx begins a pair made from the code
    point of a character the algorithm has no weight for, any other weight stands alone.
    """
    rest = weights
    while rest:
        size = 2 if rest[0].startswith("FB") else 1
        yield rest[:size]
        rest = rest[size:]


def plainness(character: str) -> tuple[bool, bool, bool, bool, str]:
    """Sorts ASCII first, then what is no variant of another character, then letters (an
    ideograph is one, its radical is a symbol), lower case before upper.
    """
    category = unicodedata.category(character)
    return (
        not character.isascii(),
        unicodedata.decomposition(character) != "",
        not category.startswith("L"),
        category != "Ll",
        character,
    )


def stand_ins(weights: dict[str, Weights]) -> dict[str, str]:
    """What each character is rewritten to, left out where that is the character itself."""
    plain: dict[Weights, str] = {}
    for character in sorted(weights, key=plainness):
        if len(list(elements(weights[character]))) == 1:
            plain.setdefault(weights[character], character)
    table = {c: "".join(plain[e] for e in elements(own)) for c, own in weights.items()}
    return {character: folded for character, folded in table.items() if folded != character}


def ranges(characters: Iterable[str]) -> str:
    spans: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if spans and spans[-1][1] == code - 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return " ".join(f"{a:04X}" if a == b else f"{a:04X}-{b:04X}" for a, b in spans)


def write(version: str, table: dict[str, str]) -> None:
    members: dict[str, list[str]] = {}
    for character, folded in table.items():
        members.setdefault(folded, []).append(character)
    with TABLE.open("w", encoding="ascii") as file:
        file.write(HEADER.format(version=version))
        for folded in sorted(members):
            name = "+".join(f"{ord(character):04X}" for character in folded) or "-"
            file.write(f"{name}: {ranges(members[folded])}\n")


if __name__ == "__main__":
    server = sys.argv[1] if len(sys.argv) > 1 else "mysql://root@127.0.0.1:3306/"
    version, weights = measure(server)
    write(version, stand_ins(weights))
