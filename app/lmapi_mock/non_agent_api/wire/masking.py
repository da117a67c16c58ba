"""Hiding passwords in what is kept of a request: logs, journal and pages never hold one.

What is hidden:

- in a query or a form, the values that the parser finds (`urlencoded.py`, `multipart.py`) under a
  name that means a password, however it is written, and the values that are a password;
- in any other text, what follows a name that means a password and a `:`, `=` or `>`;
- what stands for a password in an address, as in `https://user:password@host/`;
- with `secrets`, the passwords of the users that there are, however they are encoded (`%53`): a
  value that is one is hidden whatever its name is. Within a longer text it is hidden

  - anywhere, also within a word, if it has MANY letters or more and is no number;
  - as a word of its own, if it is a number of MANY digits or more, or has SOME letters or more,
    digits among them;
  - right behind the name of its user (`6666:1234`), however short it is.

  What is left are short words and numbers, such as `1234` or `smith`, in the midst of other text.
  They are house numbers and names as well: hidden, a journal would not show what was sent, and who
  looks for a password would find it out by what is hidden.

Nothing here takes longer than in proportion to the size of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from lmapi_mock.non_agent_api.wire import multipart, urlencoded
from lmapi_mock.non_agent_api.wire.parse import (
    is_multipart,
    is_urlencoded,
    multipart_boundary,
)
from lmapi_mock.non_agent_api.wire.urlencoded import PERCENT, PLUS
from lmapi_mock.remembering import RememberingShort

MASKED: Final = "pass"
"""The parameter whose value is the password."""

MASK: Final = "XXXX"
"""What stands in a password's place."""

MANY: Final = 8
"""From this length on a password is looked for within longer texts too, in bytes."""

SOME: Final = 5
"""The same for one of letters and digits, which is no word of any language and no number."""

Secrets = frozenset[bytes]

_LONGEST_NAME: Final = 1000
_LONG_NAME: Final = 16
"""Longer names of passwords may hold one themselves."""

_LONGEST_REMEMBERED: Final = 64
_LONGEST_PATH_REMEMBERED: Final = 256

NO_SECRETS: Final[Secrets] = frozenset()
"""No password is known. Those that are stand in lower case, for a login does not tell cases apart;
each alone, and behind its user's name with a NUL between."""

_MASK: Final = MASK.encode()
_MEANS: Final = re.compile(rb"pass|pwd|secret|token|api[_.-]?key|authori[sz]ation", re.IGNORECASE)
_TAIL: Final = rb"[\w.\[\]-]{0,40}"
_ANYWHERE: Final = re.compile(
    rb"((?:pass|pwd|secret|token|api[_.-]?key)" + _TAIL + rb"(?:[\"']|&quot;|%22)?"
    rb"\s{0,20}(?::|=|>|%3a|%3d)[\s_+]{0,20}(?:<!\[CDATA\[)?)"
    rb"(\"[^\"\\\r\n]*(?:\\.[^\"\\\r\n]*)*\"?"
    rb"|'[^'\\\r\n]*(?:\\.[^'\\\r\n]*)*'?"
    rb"|(?:%(?!26)[0-9a-f]{2}|[^\s,;&<>}\"'%])+)",
    re.IGNORECASE | re.DOTALL,
)
_IN_A_PART: Final = re.compile(
    rb"(name[ \t]{0,20}=[^\r\n]{0,60}(?:pass|pwd|secret|token)[^\r\n]{0,200}"
    rb"(?:\r?\n[^\r\n]{1,200}){0,5}\r?\n\r?\n)([^\r\n]+)",
    re.IGNORECASE,
)
"""A password in a part that nothing reads, as behind a boundary that is none."""

_IN_XML: Final = re.compile(
    rb"(<[\w:.-]{0,40}(?:pass|pwd|secret|token)[\w:.-]{0,40}\s[^<>]{0,200}>\s{0,20}"
    rb"(?:<!\[CDATA\[)?)([^<\]]+)",
    re.IGNORECASE,
)
"""A password in an element that has attributes."""

_IN_ADDRESS: Final = re.compile(
    rb"((?:://|%3a%2f%2f)[^\s/@:?#&%]{0,100}(?::|%3a))((?:(?!%40)[^\s/@]){1,200})(?=@|%40)",
    re.IGNORECASE,
)
"""A login in an address."""

_WORD: Final = re.compile(rb"[\w-]{%d,100}" % SOME)
_MIXED: Final = re.compile(rb"(?=.*[a-z])(?=.*\d)", re.DOTALL)
_NUMBER: Final = re.compile(rb"[0-9]+")
_DROPPED: Final = re.compile(rb"[^0-9a-z_-]")
_USER_AND_MORE: Final = re.compile(rb"(?<![\w-])([\w-]{1,50})[\s:/|,;]{1,3}(?=([\w-]{1,50}))")
_LEVELS: Final = 3
"""How many times one upon the other an encoded text is looked into."""

_FEW: Final = 32
"""So many passwords are looked for one by one; of more an automaton is made."""

_SHORT: Final = 200
"""In texts that are longer, in bytes, to look for one after the other is the quicker way."""


def means_password(name: str) -> bool:
    """Whether a parameter or a header of this name may hold a password."""
    means: bool = _MEANINGS[name]
    return means


def _means_password(name: str) -> bool:
    sent = name[:_LONGEST_NAME].encode("utf-8", "surrogateescape")
    return _MEANS.search(urlencoded.decoded(sent) if PERCENT in sent else sent) is not None


_MEANINGS: Final = RememberingShort(_means_password, most=1024, longest=_LONGEST_REMEMBERED)


def masked_pairs(pairs: bytes, secrets: Secrets = NO_SECRETS) -> bytes:
    """A query or a form as sent, but for passwords, however their names are written.

    Args:
        pairs: the text as sent.
        secrets: the passwords that there are.
    """
    known = _pairs_with(secrets)
    masked_parts = []
    hints = False
    # Most texts are one part, and what is put together of one part is that part.
    for part in urlencoded.parts(pairs):
        split = part.split(b"&")
        masked: list[Any] = list(map(known.get, split))
        if None in masked:
            new = [place for place, kept in enumerate(masked) if kept is None]
            others = []
            for place in new:
                masked[place], other = _looked_at(split[place], secrets)
                others.append(other)
            # Names of passwords stand in most queries: it is the values that hint at more of them.
            rest = b"\n".join(others)
            if _hints(rest) or (secrets and _known(secrets).are_in(rest)):
                hints = True
            else:
                for place in new:
                    _remember(known, split[place], masked[place])
        masked_parts.append(b"&".join(masked))
    whole = b"&".join(masked_parts)
    return masked_text(whole, secrets) if hints else whole


_MOST_PAIRS: Final = 1024


@lru_cache(maxsize=16)
def _pairs_with(secrets: Secrets) -> dict[bytes, bytes]:  # noqa: ARG001  it is the cache's key
    """Pairs in which nothing hints at more, masked: most are those of other requests too."""
    return {}


def _remember(known: dict[bytes, bytes], pair: bytes, masked: bytes) -> None:
    """Remember a pair that is short; of more than are to be remembered it begins anew."""
    if len(pair) <= urlencoded.MOST_REMEMBERED:
        if len(known) >= _MOST_PAIRS:
            known.clear()
        known[pair] = masked


def _looked_at(pair: bytes, secrets: Secrets) -> tuple[bytes, bytes]:
    """A pair without its password, and what of it may hint at another one."""
    name, equals, value = pair.partition(b"=")
    if not equals or not (_is_secret_name(name) or _is_secret(value, secrets)):
        return pair, name + b"\n" + value
    others = name if PERCENT in name or len(name) > _LONG_NAME else b""
    return name + b"=" + _MASK, others


def _is_secret(encoded: bytes, secrets: Secrets) -> bool:
    if PERCENT in encoded or PLUS in encoded:
        encoded = urlencoded.decoded(encoded)
    return encoded.lower() in secrets


def _hints(text: bytes) -> bool:
    """Whether a text may hold the name of a password, or an address with one.

    One of these is in every text in which a pattern above finds any; looking is much quicker.
    """
    return _HINTS.may_be_in(text.lower())


_BEHIND: Final = b"\0"
"""What stands among secrets between a user's name and the password that is looked for behind it."""


class _Known:
    """The passwords that are looked for within texts.

    Who has `password` for one hides nothing: it is a name as well.

    Args:
        secrets: the passwords that there are.
        least: how long those are, in bytes.

    Attributes:
        is_none: whether there is none that is looked for.
    """

    def __init__(self, secrets: Secrets, least: int) -> None:
        own = [one for one in secrets if _BEHIND not in one and not _MEANS.match(one)]
        long = {one for one in own if len(one) >= max(MANY, least)}
        mixed = {one for one in own if len(one) >= max(SOME, least) and _MIXED.match(one)}
        words = long | mixed
        parts = {one for one in long if not _NUMBER.fullmatch(one)}
        # What cleaning leaves of one stands in what was cleaned.
        cleaned = {_DROPPED.sub(b"", one) for one in parts}
        parts |= {one for one in cleaned if len(one) >= MANY and not _NUMBER.fullmatch(one)}
        parts |= {one for one in words if not _WORD.fullmatch(one)}
        self._parts = _Any(parts)
        self._words = words - parts
        behind = [one for one in secrets if _BEHIND in one] if least < MANY else []
        pairs = {tuple(one.split(_BEHIND, 1)) for one in behind}
        self._behind = {pair for pair in pairs if pair[1] not in words}
        short = {password for _, password in self._behind}
        self._short = _Any(short)
        self._all = _Any(parts | self._words | short)
        self.is_none = not (self._words or parts or self._behind)

    @property
    def texts(self) -> Sequence[bytes]:
        """One of these is in every text that one stands in as it is, in lower case."""
        return self._all.texts

    def spans(self, text: bytes) -> list[tuple[int, int]]:
        """Where passwords stand in a text, in order, none over another."""
        found = self._in_plain(text)
        if PERCENT in text:
            found += self._encoded(text)
        return _merged(found) if len(found) > 1 else found

    def are_in(self, text: bytes) -> bool:
        """Whether one is in a text."""
        # In most texts there is not even a part of a word that would be one.
        if self.is_none or not (PERCENT in text or self._all.may_be_in(text.lower())):
            return False
        return bool(self.spans(text))

    def _in_plain(self, text: bytes) -> list[tuple[int, int]]:
        lowered = text.lower()
        found = self._parts.spans(lowered)
        if self._words:
            words = self._words
            found += [one.span() for one in _WORD.finditer(lowered) if one[0] in words]
        if self._short.may_be_in(lowered):
            behind = self._behind
            pairs = _USER_AND_MORE.finditer(lowered)
            found += [one.span(2) for one in pairs if one.groups() in behind]
        return found

    def _encoded(self, text: bytes) -> list[tuple[int, int]]:
        found = []
        texts = [text]
        while PERCENT in texts[-1] and len(texts) <= _LEVELS:
            inner = urlencoded.decoded(texts[-1])
            if inner == texts[-1]:
                break
            texts.append(inner)
            spans = self._in_plain(inner)
            for outer in reversed(texts[:-1]) if spans else ():
                places = _places(outer)
                spans = [(places[start], places[end]) for start, end in spans]
            found += spans
        return found


class _Any:
    """Texts that are looked for.

    Args:
        texts: in lower case.

    Attributes:
        texts: these, in order.
    """

    def __init__(self, texts: Iterable[bytes]) -> None:
        self.texts: Final = sorted(texts)
        self._search: Any = None

    def may_be_in(self, text: bytes) -> bool:
        """Whether one is in a text."""
        if len(self.texts) > _FEW:
            if self._search is None:
                self._search = _automaton(self.texts)
            return self._search(text) is not None
        if len(text) > _SHORT:
            return any(one in text for one in self.texts)
        # Each request asks this several times, of short texts: to ask for one after the other takes
        # five times as long.
        if self._search is None:
            self._search = _alternatives(self.texts)
        return self._search(text) is not None

    def spans(self, text: bytes) -> list[tuple[int, int]]:
        """Where they stand in it."""
        found: list[tuple[int, int]] = []
        if self.may_be_in(text):
            for one in self.texts:
                at = text.find(one)
                while at >= 0:
                    found.append((at, at + len(one)))
                    at = text.find(one, at + len(one))
        return found


_ESCAPED: Final = ord("\\")
"""With what JSON begins a character that does not stand in it as it is."""

_HINTS: Final = _Any(
    [b"pass", b"pwd", b"secret", b"token", b"key", b"authori", b"://", b"%3a%2f%2f"]
)


def _alternatives(texts: Sequence[bytes]) -> Any:
    """Searches for any of a few texts."""
    if not texts:
        return lambda _: None
    return re.compile(b"|".join(map(re.escape, texts))).search


def _automaton(texts: Sequence[bytes]) -> Any:
    """Searches for any of many texts in time linear in what it is given."""
    import re2  # noqa: PLC0415  few have so many users

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = 64 << 20
    return re2.compile(b"|".join(map(re2.escape, texts)), options).search


def _places(encoded: bytes) -> list[int]:
    """Where each byte of the decoded text begins in the encoded one, and where that ends."""
    places: list[int] = []
    at = 0
    for escape in urlencoded.ESCAPE.finditer(encoded):
        places += range(at, escape.start() + 1)
        at = escape.end()
    places += range(at, len(encoded) + 1)
    return places


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those that overlap as one, in order."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


@lru_cache(maxsize=16)
def _known(secrets: Secrets) -> _Known:
    return _Known(secrets, 0)


@lru_cache(maxsize=16)
def without_users(secrets: Secrets) -> Secrets:
    """The passwords, without those that are looked for behind their users' names only."""
    return frozenset(one for one in secrets if _BEHIND not in one)


@lru_cache(maxsize=16)
def _known_long(secrets: Secrets) -> _Known:
    """Those of MANY letters or more."""
    return _Known(secrets, MANY)


def masked_body(body: bytes, content_type: str, secrets: Secrets = NO_SECRETS) -> bytes:
    """A body as sent, but for what is, or looks like, a password.

    Args:
        body: the bytes.
        content_type: the header's value.
        secrets: the passwords that there are.
    """
    if is_multipart(content_type):
        boundary = multipart_boundary(content_type).encode("latin-1", "replace")
        if boundary:
            body = _masked_parts(body, boundary, secrets)
        return masked_text(_IN_A_PART.sub(rb"\1" + _MASK, body), secrets)
    if is_urlencoded(content_type):
        return masked_pairs(body, secrets)
    # The engine reads no parameter of it, but a person may look at it.
    return masked_text(body, secrets)


def masked_path(path: str, secrets: Secrets) -> str:
    """A path as it is kept: an address may have a password in it, though none belongs there."""
    masked: str = _paths_with(secrets)[path]
    return masked


@lru_cache(maxsize=16)
def _paths_with(secrets: Secrets) -> RememberingShort:
    """What `_masked_path` makes of paths: most are doors, or of a page that asks over and over."""
    return RememberingShort(
        lambda path: _masked_path(path, secrets), most=256, longest=_LONGEST_PATH_REMEMBERED
    )


def _masked_path(path: str, secrets: Secrets) -> str:
    text = path.encode("utf-8", "surrogateescape")
    masked = masked_text(text, secrets)
    return path if masked == text else masked.decode("utf-8", "replace")


def masked_text(text: bytes, secrets: Secrets = NO_SECRETS) -> bytes:
    """Any text as sent, but for what looks like a password, or is one."""
    if _hints(text):
        for pattern in (_ANYWHERE, _IN_XML, _IN_ADDRESS):
            text = pattern.sub(rb"\1" + _MASK, text)
    if not secrets:
        return text
    return _MASK if text.lower() in secrets else _without(text, _known(secrets))


def _without(text: bytes, known: _Known) -> bytes:
    spans = [] if known.is_none else known.spans(text)
    return replaced(text, spans) if spans else text


def masked_value(name: str, value: str, secrets: Secrets = NO_SECRETS) -> str:
    """A parameter's decoded value, hidden where its name means a password or it is one."""
    if means_password(name):
        return MASK
    if len(value) > _LONGEST_REMEMBERED:
        return _masked_text(value, secrets)
    return _remembered_value(value, secrets)


def _masked_text(text: str, secrets: Secrets) -> str:
    masked = masked_text(text.encode("utf-8", "surrogateescape"), secrets)
    return masked.decode("utf-8", "surrogateescape")


# Users, lists and campaigns are the same few from request to request.
_remembered_value = lru_cache(maxsize=4096)(_masked_text)


@lru_cache(maxsize=512)
def masked_header(value: bytes, secrets: Secrets) -> bytes:
    """A header's value as it is kept; an address may stand in it, with a login.

    Args:
        value: as sent, no longer than some hundred bytes, for it is remembered.
        secrets: the passwords that there are.
    """
    return masked_text(value, secrets)


def masked_words(text: str, secrets: Secrets) -> str:
    """A text without the passwords that are looked for within texts: no short word is one.

    For what has a meaning of its own, as a function's name or the user whom a call is about.
    """
    if len(text) < MANY or _known_long(secrets).is_none:
        return text
    if len(text) > _LONGEST_REMEMBERED:
        return _masked_words(text, secrets)
    return _remembered_words(text, secrets)


def _masked_words(text: str, secrets: Secrets) -> str:
    masked = _without(text.encode("utf-8", "surrogateescape"), _known_long(secrets))
    return masked.decode("utf-8", "surrogateescape")


# Functions, sources and what is said are the same few from request to request.
_remembered_words = lru_cache(maxsize=1024)(_masked_words)


def hides_nothing(texts: Iterable[str], secrets: Secrets) -> bool:
    """Whether `masked_text` would leave each of these texts as it is; quicker than to ask it."""
    joined = "\n".join(texts).encode("utf-8", "surrogateescape")
    if _hints(joined):
        return False
    return not secrets or (
        secrets.isdisjoint(joined.lower().split(b"\n")) and not _known(secrets).are_in(joined)
    )


def hides_nothing_in_json(text: bytes, secrets: Secrets) -> bool:
    """Whether `masked_text` is sure to leave each text in a JSON as it is; keys are not looked at.

    A text stands between quotes there, which are no part of it, and as it is, unless something is
    escaped: then nothing is sure.

    Args:
        text: the JSON.
        secrets: the passwords that there are.
    """
    if _ESCAPED in text:
        return False
    has_login = _HIDDEN_LOGIN in text
    # A login that is hidden hints at no other password, but one may stand across its end.
    bare = (_without_logins(text) if has_login else text).lower()
    if PERCENT not in text and _anywhere(secrets)(bare) is None:
        if not has_login:
            return True
    elif _HINTS.may_be_in(bare):
        return False
    return not (secrets and _known(secrets).are_in(text)) and secrets.isdisjoint(
        text.lower().split(b'"')
    )


_HIDDEN_LOGIN: Final = f"{MASKED}={MASK}".encode()


def _without_logins(text: bytes) -> bytes:
    """A JSON without the logins that are hidden in its texts, where nothing stands behind them."""
    for end in (b"&", b'"'):
        text = text.replace(_HIDDEN_LOGIN + end, end)
    return text


@lru_cache(maxsize=16)
def _anywhere(secrets: Secrets) -> Any:
    """Searches for whatever may have to be hidden in a text in lower case."""
    alone = [one for one in secrets if _BEHIND not in one]
    return _automaton(sorted({*_HINTS.texts, *_known(secrets).texts, *alone}))


def masked_row(row: Mapping[str, Any], secrets: Secrets) -> dict[str, Any]:
    """A stored row by column, without passwords."""
    return {
        name: masked_value(name, value, secrets) if isinstance(value, str) else value
        for name, value in row.items()
    }


def _is_secret_name(name: bytes) -> bool:
    is_secret: bool = _SECRET_NAMES[name]
    return is_secret


_SECRET_NAMES: Final = RememberingShort(
    lambda name: _MEANS.search(urlencoded.decoded(name)) is not None,
    most=1024,
    longest=urlencoded.MOST_REMEMBERED,
)
"""Whether an encoded name means a password: a client sends the same few with every request."""


def _means(option: bytes) -> bool:
    """Whether an option of a part names a password, be it encoded as nobody reads it there."""
    return _MEANS.search(urlencoded.decoded(option) if PERCENT in option else option) is not None


def _masked_parts(body: bytes, boundary: bytes, secrets: Secrets) -> bytes:
    # Also in the parts that PHP does not come to.
    spans = [
        (start, end)
        for options, start, end in multipart.parts(body, boundary)
        if any(map(_means, options.values())) or body[start:end].lower() in secrets
    ]
    return replaced(body, spans)


def hidden_in(text: bytes, masked: bytes) -> tuple[bytes, ...]:
    """What stands in a text where its masked form has MASK, in its order.

    Args:
        text: as sent.
        masked: what was made of it by putting MASK in place of any of its parts.
    """
    first, *between = masked.split(_MASK)
    assert text.startswith(first), "masked is made of the text"
    at = len(first)
    hidden = []
    for number, piece in enumerate(between):
        is_last = number == len(between) - 1
        found = len(text) - len(piece) if is_last else text.index(piece, at)
        hidden.append(text[at:found])
        at = found + len(piece)
    return tuple(hidden)


def revealed(masked: bytes, hidden: Sequence[bytes]) -> bytes:
    """The text that `hidden_in` was given, from its masked form and what it returned."""
    if not hidden:
        return masked
    first, *between = masked.split(_MASK)
    return first + b"".join([one + piece for one, piece in zip(hidden, between, strict=True)])


def replaced(text: bytes, spans: Iterable[tuple[int, int]], by: bytes = _MASK) -> bytes:
    """A text with something else in place of what stands between each pair of places.

    Args:
        text: the text.
        spans: where what is replaced begins and ends, in order, none over another.
        by: what stands there instead.
    """
    parts: list[bytes] = []
    at = 0
    for start, end in spans:
        parts += (text[at:start], by)
        at = end
    parts.append(text[at:])
    return b"".join(parts)
