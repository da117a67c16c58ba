"""The probes sent to both, and the settings that make the double agree."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, NamedTuple, cast

from lmapi_mock.conform.asking import Endpoint, Reply
from lmapi_mock.conform.comparing import Release, distance, release_of
from lmapi_mock.conform.double import let_in, started, with_door
from lmapi_mock.conform.known import known_difference
from lmapi_mock.conform.probes import FIRST, Probe, long_header, long_line, suite
from lmapi_mock.conform.writing import Writing
from lmapi_mock.errors import LmapiMockError, SettingError
from lmapi_mock.mariadb.encoding import CHARSETS
from lmapi_mock.non_agent_api.core.failing import SqlFailures
from lmapi_mock.non_agent_api.core.outcome import Dialect
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR, Settings

_REFUSED: Final = (b"Login incorrect", b"Too many login attempts", b"Your IP Address")

_LONGEST: Final = 1 << 16
"""How long a line is tried at most."""

_AROUND_A_QUERY: Final = 100
"""How long the rest of a request line may be, in bytes: method, path and version."""

MOST_FOR_LIMITS: Final = 2 * _LONGEST.bit_length()
"""How many requests more it may take to find where two limits are."""

_ZONES: Final = (
    *("UTC", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    *("America/Phoenix", "Europe/London", "Europe/Berlin", "Asia/Kolkata", "Australia/Sydney"),
)
"""Tried before all others of the same offset."""


class Compared(NamedTuple):
    """One probe, and how both have answered.

    Attributes:
        probe: what was sent.
        target: where to, without the login.
        theirs: the dialer's answer.
        ours: the double's, as it was set up.
        settings: what has to be set on the double, by name, so that it answers alike.
        is_settled: whether that is all; also where nothing differs.
        differs: whether something does, as it was set up.
        known: what is known to differ where that is all, and where it is written; else empty.
    """

    probe: Probe
    target: str
    theirs: Reply
    ours: Reply
    settings: dict[str, str]
    is_settled: bool
    differs: bool
    known: str = ""


class Result(NamedTuple):
    """What came of a comparison.

    Attributes:
        url: the dialer's address.
        compared: every probe.
        settings: what the double had to be told besides, by name.
        settled: the double's settings with those.
    """

    url: str
    compared: tuple[Compared, ...]
    settings: dict[str, str]
    settled: Settings

    @property
    def differing(self) -> list[Compared]:
        """The probes that were not answered alike, but for what is known to differ."""
        return [one for one in self.compared if one.differs and not one.known]

    @property
    def known(self) -> list[Compared]:
        """The probes that were answered otherwise as is known, and meant."""
        return [one for one in self.compared if one.differs and one.known]


def compare(
    dialer: Endpoint,
    settings: Settings,
    user: str,
    password: str,
    progress: Callable[[str], None] = lambda _: None,
    list_id: str = "",
) -> Result:
    """Send every probe to a dialer and to a double, and look for what makes them agree.

    Args:
        dialer: which is asked.
        settings: the double's.
        user: who logs in at both.
        password: likewise.
        progress: told what is sent.
        list_id: an inactive list that leads are added to, and taken away from again; empty for
            none.

    Raises:
        LmapiMockError: the dialer does not answer, or refuses the login; or what is to be written
            cannot be.
    """
    probes = suite(settings)
    theirs = []
    for number, probe in enumerate(probes, 1):
        progress(f"{number}/{len(probes)} {probe.name}")
        theirs.append(dialer.ask(probe))
        if probe is FIRST:
            _check_login(theirs[0])

    writing = Writing(dialer, list_id, user, progress)
    if list_id:
        writing.write()

    def played(one: Settings, wanted: Collection[int]) -> dict[int, Reply]:
        del wanted
        with started(one) as server:
            let_in(server.worlds.own.database, user, password)
            endpoint = Endpoint(f"{server.base_url}{dialer.path}", user, password)
            replies = [*map(endpoint.ask, probes), *writing.play(server, endpoint)]
        return dict(enumerate(replies))

    sent = [*zip(probes, theirs, strict=True), *(one[:2] for one in writing.written)]
    asked = [Asked(probe, dialer.target(probe), reply) for probe, reply in sent]
    best = with_door(settings, dialer.path)
    result = settle(dialer.url, asked, best, played, progress, dialer)
    return result._replace(
        compared=tuple(
            one._replace(theirs=_without(password, one.theirs), ours=_without(password, one.ours))
            for one in result.compared
        )
    )


class Asked(NamedTuple):
    """A probe, where it went, and what the dialer has answered."""

    probe: Probe
    target: bytes
    theirs: Reply


def settle(
    url: str,
    asked: Sequence[Asked],
    best: Settings,
    played: Callable[[Settings, Collection[int]], dict[int, Reply]],
    progress: Callable[[str], None],
    dialer: Endpoint | None = None,
) -> Result:
    """Hold the double's answers against the dialer's, and look for settings that make them agree.

    Args:
        url: what is held against it, for people.
        asked: what the dialer was asked, and has answered.
        best: the double's settings to begin with.
        played: gives the double's answers with these settings, by their places in `asked`: to
            those that are wanted at least.
        progress: told what is tried.
        dialer: where it can be asked for its limits.
    """
    probes = [one.probe for one in asked]
    theirs = [one.theirs for one in asked]

    every = range(len(asked))

    def distances(replies: dict[int, Reply]) -> dict[int, int]:
        return {at: distance(reply, theirs[at]) for at, reply in replies.items()}

    ours = played(best, every)
    first = left = distances(ours)
    chosen: dict[str, str] = {}
    made_by: list[dict[str, str]] = [{} for _ in probes]
    parted = [at for at in every if first[at]]
    for name, value in _proposals(dialer, best, probes, theirs, parted) if parted else ():
        if not any(left.values()):
            break
        progress(f"the double with {name} {value}")
        trial = _with(best, name, value)
        now = distances(played(trial, parted))
        if len(now) < len(every) and sum(now.values()) < sum(left[at] for at in now):
            # It may part the others.
            now = distances(played(trial, every))
        if len(now) == len(every) and sum(now.values()) < sum(left.values()):
            for at, made in enumerate(made_by):
                if now[at] < left[at]:
                    made[name] = value
            best, left, chosen = trial, now, {**chosen, name: value}
    compared = tuple(
        Compared(
            one.probe,
            one.target.decode("ascii", "backslashreplace"),
            one.theirs,
            ours[at],
            made_by[at],
            is_settled=not left[at],
            differs=first[at] > 0,
            known=known_difference(_raw(one), ours[at], one.theirs) if left[at] else "",
        )
        for at, one in enumerate(asked)
    )
    return Result(url, compared, chosen, best)


def _raw(asked: Asked) -> bytes:
    """A request as it was sent, but for its login."""
    probe = asked.probe
    lines = [b"%s %s HTTP/1.1" % (probe.method.encode(), asked.target), *probe.headers]
    if probe.body:
        lines.append(b"Content-Type: " + probe.content_type)
    return b"\r\n".join([*lines, b"", probe.body])


def _with(settings: Settings, name: str, value: str) -> Settings:
    """The settings with another value; as they are where it is none, as a release with blanks."""
    try:
        return replace(settings, **cast("dict[str, Any]", {name: value}))
    except SettingError:
        return settings


def _without(password: str, reply: Reply) -> Reply:
    """The answer as it may be shown."""
    if not password:
        return reply
    return reply._replace(body=reply.body.replace(password.encode(), b"***"))


def is_refused_login(reply: Reply) -> bool:
    """Whether a dialer has not let the user in."""
    return any(words in reply.body for words in _REFUSED)


def _check_login(reply: Reply) -> None:
    """Raise an LmapiMockError where the dialer has not let the user in."""
    if is_refused_login(reply):
        raise LmapiMockError(
            f"The dialer refuses the login: {reply.body.decode('utf-8', 'replace').split('|')[0]}",
            "Nothing else was sent to it. Mend --user or the password first: ten refusals lock a "
            "user for 15 minutes.",
        )
    if reply.status != 200:
        raise LmapiMockError(
            f"The dialer answers {reply.status or 'nothing'} to a login.",
            "Is --upstream the address of the API, path and all? Nothing else was sent to it.",
        )


def _proposals(
    dialer: Endpoint | None,
    settings: Settings,
    probes: Sequence[Probe],
    theirs: Sequence[Reply],
    parted: Sequence[int],
) -> Iterator[tuple[str, str]]:
    """Settings that could make the double agree, by what the dialer has answered."""
    if dialer is not None:
        yield from _dialects(dialer.path, settings)
    releases = [release for reply in theirs if (release := release_of(reply)) is not None]
    yield from dict.fromkeys(pair for release in releases for pair in _told_by(release))
    for mode in SqlFailures:
        if mode is not settings.sql_failures:
            yield "sql_failures", mode.value
    for charset in CHARSETS:
        if charset != settings.charset:
            yield "charset", charset
    if dialer is None:
        longest = max(len(probes[at].query) for at in parted)
        if settings.url_limit and longest + _AROUND_A_QUERY > settings.url_limit:
            # Nobody can be asked where the limit lies: it took these.
            yield "url_limit", "0"
        return
    names = {probes[at].name for at in parted}
    for name, long, status in (("url_limit", long_line, 414), ("header_limit", long_header, 400)):
        at = getattr(settings, name)
        if names & {long(at).name, long(at + 1).name}:
            yield name, str(_limit(dialer, long, status))


def _told_by(release: Release) -> Iterator[tuple[str, str]]:
    yield "dialer_version", release.version
    yield "dialer_build", release.build
    zone = _zone(release)
    if zone is not None:
        yield "timezone", zone


def _dialects(path: str, settings: Settings) -> Iterator[tuple[str, str]]:
    if path == DOCUMENTED_DOOR:
        yield from (("dialect", one.value) for one in Dialect if one is not settings.dialect)
    elif path != VICIDIAL_DOOR:
        doors = dict(settings.doors)
        for one in Dialect:
            if one is not doors[path]:
                yield "doors", ",".join(f"{at}={how}" for at, how in {**doors, path: one}.items())


def _zone(release: Release) -> str | None:
    """The first time zone in which it is then as late as there; None where there is none."""
    offset = timedelta(seconds=release.offset)
    for name in (*_ZONES, *sorted(zoneinfo.available_timezones())):
        local = release.moment.astimezone(zoneinfo.ZoneInfo(name))
        if local.utcoffset() == offset and bool(local.dst()) is release.is_summer:
            return name
    return None


def _limit(dialer: Endpoint, long: Callable[[int], Probe], too_long: int) -> int:
    """The most bytes that a dialer takes; 0 where it takes as many as are tried."""
    if dialer.ask(long(_LONGEST)).status != too_long:
        return 0
    taken, refused = 1, _LONGEST
    while refused - taken > 1:
        middle = (taken + refused) // 2
        if dialer.ask(long(middle)).status == too_long:
            refused = middle
        else:
            taken = middle
    return taken
