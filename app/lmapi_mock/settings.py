"""Every setting, defined once: from it come the flag, the environment variable and the docs."""

from __future__ import annotations

import difflib
import ipaddress
import logging
import os
import re
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from lmapi_mock.errors import SettingError
from lmapi_mock.mariadb.encoding import CHARSETS, Charset
from lmapi_mock.mariadb.fit import Fit
from lmapi_mock.non_agent_api.core.failing import SqlFailures
from lmapi_mock.non_agent_api.core.outcome import Dialect
from lmapi_mock.non_agent_api.core.outgoing import BUILD, VERSION, CallUrls, Conduct
from lmapi_mock.profiles.reading import read_profile
from lmapi_mock.store.sql.place import Place, place_of

log = logging.getLogger("lmapi_mock.settings")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

DOCUMENTED_DOOR: Final = "/API/lmapi.php"
VICIDIAL_DOOR: Final = "/vicidial/non_agent_api.php"

LOOPBACK: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  named, not bound
"""Where a server that listens on all addresses is reached on its own machine."""


def _text(text: str) -> str:
    return text


def _host(text: str) -> str:
    if not text.strip() or any(c.isspace() for c in text):
        raise ValueError("a host name or address, as 127.0.0.1 or 0.0.0.0")
    return text


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:6]) <= 65535):
        raise ValueError("a number from 0 to 65535, where 0 picks a free port")
    return int(text)


def _workers(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= 64):
        raise ValueError("a number from 1 to 64")
    return int(text)


def _dialect(text: str) -> Dialect:
    try:
        return Dialect(text)
    except ValueError:
        raise ValueError(" or ".join(Dialect)) from None


def _sql_failures(text: str) -> SqlFailures:
    try:
        return SqlFailures(text)
    except ValueError:
        raise ValueError(" or ".join(SqlFailures)) from None


def _call_urls(text: str) -> CallUrls:
    try:
        return CallUrls(text)
    except ValueError:
        raise ValueError(" or ".join(CallUrls)) from None


def _timezone(text: str) -> str:
    try:
        zoneinfo.ZoneInfo(text)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        raise ValueError("the IANA name of a time zone, as UTC or America/New_York") from None
    return text


def _seed(text: str) -> Path | None:
    if not text:
        return None
    path = Path(text).expanduser()
    if not path.exists():
        raise ValueError(
            "an existing JSON or YAML file in the form of PUT /__admin/state, or a folder of such"
        )
    return path


def _file(text: str) -> Path | None:
    if not text:
        return None
    path = Path(text).expanduser()
    if not path.is_file():
        raise ValueError("an existing file in PEM form")
    return path


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    if not all(re.fullmatch(r"\*|[a-z0-9_.:-]+", name) for name in names):
        raise ValueError("host names without a port, as lmapi,.example.com, or * for any")
    return names


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(
            ipaddress.ip_network(one.strip(), strict=False)
            for one in text.replace("*", "0.0.0.0/0,::/0").split(",")
            if one.strip()
        )
    except ValueError:
        raise ValueError("addresses or networks, as 10.0.0.0/8,127.0.0.1, or * for all") from None


def _doors(text: str) -> tuple[tuple[str, Dialect], ...]:
    doors = []
    for door in filter(None, text.split(",")):
        path, _, dialect = door.strip().partition("=")
        if not path.startswith("/") or path.startswith("/__admin") or dialect not in set(Dialect):
            raise ValueError(
                "paths with their dialects, as /crm/api.php=vicidial,/leads=documented"
            )
        doors.append((path, Dialect(dialect)))
    return tuple(doors)


def _functions(text: str) -> frozenset[str] | None:
    chosen = frozenset(filter(None, map(str.strip, text.split(","))))
    if not chosen:
        return None
    # Whoever names none of them, as every command but `serve`, does without all that they need.
    from lmapi_mock.non_agent_api.functions import is_there, names  # noqa: PLC0415  see above

    for name in sorted(chosen):
        if not is_there(name):
            near = difflib.get_close_matches(name, names(), 1)
            meant = f"; for {name} perhaps {near[0]}" if near else ""
            raise ValueError(f"names of functions, as add_lead,update_lead{meant}")
    return chosen


def _at_least_one(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:7]) <= 100_000):
        raise ValueError("a number from 1 to 100000")
    return int(text)


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:5]) <= 3600):
        raise ValueError("a number from 1 to 3600")
    return int(text)


def _size(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:8]) <= 1_000_000):
        raise ValueError("a number from 0 to 1000000")
    return int(text)


def _one_of(*accepted: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in accepted:
            raise ValueError(" or ".join(accepted))
        return text

    return parse


def _release(text: str) -> str:
    if not text or not all("!" <= c <= "~" and c != "|" for c in text):
        raise ValueError("ASCII letters, digits and marks but `|`, without spaces")
    return text


def _token(text: str) -> str:
    if not all("!" <= c <= "~" for c in text):
        raise ValueError("ASCII letters, digits and marks, without spaces")
    return text


def _yes_no(text: str) -> bool:
    match text.lower():
        case "yes" | "true" | "1":
            return True
        case "no" | "false" | "0" | "":
            return False
        case _:
            raise ValueError("yes or no")


def _database(text: str) -> str:
    return place_of(text).url


def _setting(
    default: str, meaning: str, parse: Callable[[str], Any] = _text, *, metavar: str = ""
) -> Any:
    return field(
        default_factory=lambda: parse(default),
        metadata={"default": default, "meaning": meaning, "parse": parse, "metavar": metavar},
    )


def _read(name: str, metadata: Mapping[str, Any], text: str) -> Any:
    try:
        return metadata["parse"](text)
    except ValueError as error:
        shown = "***" if name in SECRETS else repr(text)
        raise SettingError(f"{name} is {shown}. Accepted: {error}.") from None


@dataclass(frozen=True, slots=True)
class Settings:
    """What a server can be told; each setting is a flag and an `LMAPI_*` variable too."""

    host: str = _setting("127.0.0.1", "Address to listen on.", _host, metavar="HOST")
    port: int = _setting("8080", "Port to listen on; 0 picks a free one.", _port, metavar="PORT")
    database: str = _setting(
        "",
        "Where leads are kept: a file, or a URL as mysql://user:password@host/database or "
        "postgresql://user:password@host/database. Without it, or with `:memory:`, in memory: "
        "each start begins with the seed, and nothing is left behind.",
        _database,
        metavar="URL",
    )
    database_timeout: int = _setting(
        "10",
        "How long a request waits for a server's database, in seconds: for rows that another "
        "session holds, and for an answer. Then it is answered 503.",
        _seconds,
        metavar="SECONDS",
    )
    wait_for_database: int = _setting(
        "0",
        "How long a start waits for a database that cannot be opened yet, in seconds.",
        _size,
        metavar="SECONDS",
    )
    existing: bool = _setting(
        "no",
        "The database is a dialer's own (MariaDB or MySQL): use its tables as they are, create, "
        "alter and seed nothing, and refuse the admin calls that would empty them. `yes` or `no`.",
        _yes_no,
        metavar="YES|NO",
    )
    workers: int = _setting(
        "1",
        "How many processes serve, on one socket and one database; more than one need a file "
        "or a server.",
        _workers,
        metavar="NUMBER",
    )
    seed: Path | None = _setting(
        "",
        "What an empty database is filled with, and a reset goes back to: a JSON or YAML file in "
        "the form of PUT /__admin/state, or a folder of such files. Without it, the demo data.",
        _seed,
        metavar="FILE",
    )
    reseed: bool = _setting(
        "no",
        "Empty the database and fill it with the seed at the start, whatever it holds: `yes` or "
        "`no`.",
        _yes_no,
        metavar="YES|NO",
    )
    lenient: bool = _setting(
        "no",
        "Store what seeds and admin calls give as MariaDB does without strict mode, also where a "
        "column changes it: `maybe` for an enum, a date that is none. Else such a value is "
        "refused. `yes` or `no`.",
        _yes_no,
        metavar="YES|NO",
    )
    profile: str = _setting(
        "",
        "A kind of dialer that gives settings their defaults: `documented`, `vicidial-php7`, "
        "`vicidial-php8`, `x5`, or a YAML or JSON file of settings. Flags and variables win over "
        "it.",
        metavar="NAME|FILE",
    )
    dialer_version: str = _setting(
        VERSION, "The release that function=version tells.", _release, metavar="TEXT"
    )
    dialer_build: str = _setting(
        BUILD, "The build that function=version tells.", _release, metavar="TEXT"
    )
    dialect: Dialect = _setting(
        "documented",
        f"Whose words {DOCUMENTED_DOOR} answers in: `documented`, the Load Leads page's, or "
        "`vicidial`, VICIdial 2.14-202's.",
        _dialect,
        metavar="DIALECT",
    )
    timezone: str = _setting(
        "UTC",
        "Time zone that the imitated server lives in, by its IANA name.",
        _timezone,
        metavar="ZONE",
    )
    doors: tuple[tuple[str, Dialect], ...] = _setting(
        "",
        "Further paths of the endpoint, each with its dialect: "
        "/crm/api.php=vicidial,/leads=documented.",
        _doors,
        metavar="PATH=DIALECT,...",
    )
    functions: frozenset[str] | None = _setting(
        "",
        f"The functions that {DOCUMENTED_DOOR} knows, as add_lead,version: any other is answered as"
        " one that is not there. Without it, all.",
        _functions,
        metavar="NAME,...",
    )

    sql_failures: SqlFailures = _setting(
        "none",
        "What comes of values that break a dialer's SQL, as an apostrophe in a name that a "
        "duplicate check compares: `none`, they are data; `php8`, the request ends there with "
        "status 500; `php7`, the statement is skipped in silence.",
        _sql_failures,
        metavar="MODE",
    )
    charset: Charset = _setting(
        "utf8mb4",
        "The character set of the dialer's database server, in which it is spoken to unless "
        "system_settings.use_non_latin is 1: `utf8mb4`, a character beyond U+FFFF is stored as "
        "`?`; `utf8`, as `????`; `latin1`, each byte as a character, which is a byte again when "
        "it is read.",
        _one_of(*CHARSETS),
        metavar="CHARSET",
    )
    call_urls: CallUrls = _setting(
        "record",
        "The address that a dialer calls for each new lead (vicidial_url_multi): `record`, its "
        "row in vicidial_url_log says what would have been called, and nothing leaves the "
        "machine; `yes`, it is called, wherever it leads; `no`, neither.",
        _call_urls,
        metavar="MODE",
    )

    admin_token: str = _setting(
        "",
        "What callers of the admin API have to show, as `Authorization: Bearer TOKEN`. Needed "
        "when the server listens beyond this machine.",
        _token,
        metavar="TOKEN",
    )
    open_admin: bool = _setting(
        "no",
        "Let everyone call the admin API, without a token, wherever the server listens: `yes` "
        "or `no`.",
        _yes_no,
        metavar="YES|NO",
    )

    allowed_hosts: tuple[str, ...] = _setting(
        "",
        "Further names by which browsers may call the admin API and its page, as "
        "lmapi.example.com, `.example.com` for a whole domain, `*` for any. Known without it: "
        "--host, every address, and every name without a dot, as localhost or a container's. "
        "Whoever shows the token may use any.",
        _names,
        metavar="NAME,...",
    )
    trusted_proxies: tuple[Network, ...] = _setting(
        "",
        "Proxies whose X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host are believed, by "
        "address or network: 10.0.0.0/8,127.0.0.1.",
        _networks,
        metavar="ADDRESS,...",
    )
    tls_cert: Path | None = _setting(
        "",
        "Serve https with this certificate, and what it is signed with, in a PEM file.",
        _file,
        metavar="FILE",
    )
    tls_key: Path | None = _setting(
        "", "The certificate's private key, in a PEM file.", _file, metavar="FILE"
    )

    journal: int = _setting(
        "10000",
        "How many of the last requests are kept for GET /__admin/requests; 0 keeps none.",
        _size,
        metavar="REQUESTS",
    )
    journal_memory: int = _setting(
        "128",
        "How much memory the journal may take, with those of all namespaces, in MiB: the oldest "
        "requests go first.",
        _at_least_one,
        metavar="MIB",
    )
    event_queue: int = _setting(
        "1024",
        "How much may wait for a reader of GET /__admin/requests/events, in KiB; who is further "
        "behind is told of a gap.",
        _at_least_one,
        metavar="KIB",
    )
    chance: int = _setting(
        "0",
        "Seed of all chance: faults with a probability strike alike in every run.",
        _size,
        metavar="NUMBER",
    )
    strict: str = _setting(
        "no",
        "The severity of findings from which the server ends with exit status 3: `info`, "
        "`warning` or `error`; `no` never does.",
        _one_of("no", "info", "warning", "error"),
        metavar="SEVERITY",
    )
    max_body: int = _setting(
        "256",
        "How large a request's body may be, in MiB; of the endpoint's, PHP reads no more than 8.",
        _at_least_one,
        metavar="MIB",
    )
    body_timeout: int = _setting(
        "30",
        "How long a request's body may take to come, in seconds.",
        _at_least_one,
        metavar="SECONDS",
    )
    namespaces: int = _setting(
        "250",
        "How many namespaces there may be at once, in all processes on one database.",
        _at_least_one,
        metavar="N",
    )
    namespace_ttl: int = _setting(
        "86400",
        "A namespace that had no request for so many seconds is dropped. 0 keeps it.",
        _size,
        metavar="SECONDS",
    )
    url_limit: int = _setting(
        "8190",
        "How long a request line may be, in bytes, as Apache's LimitRequestLine: a longer one is "
        "414. 0 for --max-body's.",
        _size,
        metavar="BYTES",
    )
    header_limit: int = _setting(
        "8190",
        "How long a header may be, in bytes, as Apache's LimitRequestFieldSize: a longer one is "
        "400. 0 for --max-body's.",
        _size,
        metavar="BYTES",
    )
    header_timeout: int = _setting(
        "20",
        "How long a request's head may take to come, in seconds, on a new connection too. 0 for "
        "no limit.",
        _size,
        metavar="SECONDS",
    )
    keep_alive: int = _setting(
        "5",
        "How long a connection may be idle before it is closed, in seconds, as Apache's "
        "KeepAliveTimeout.",
        _size,
        metavar="SECONDS",
    )
    keep_alive_requests: int = _setting(
        "100",
        "After how many requests a connection is closed, as Apache's MaxKeepAliveRequests. 0 for "
        "no limit.",
        _size,
        metavar="REQUESTS",
    )
    log_level: str = _setting(
        "warning",
        "What is logged: `error`, `warning`, `info` (a line for each request too) or `debug`.",
        _one_of("error", "warning", "info", "debug"),
        metavar="LEVEL",
    )
    log_format: str = _setting(
        "text",
        "How: `text`, or `json` for one object a line.",
        _one_of("text", "json"),
        metavar="FORMAT",
    )

    def __post_init__(self) -> None:
        """Read what is given as a flag's text is read, as `database=":memory:"`."""
        for one in fields(self):
            text = getattr(self, one.name)
            if isinstance(text, bool):
                text = "yes" if text else "no"
            if isinstance(text, str | Path | int | float):
                object.__setattr__(self, one.name, _read(one.name, one.metadata, str(text)))

    @property
    def fit(self) -> Fit:
        """What becomes of a seed's values that a column would change."""
        return Fit.ANY if self.lenient else Fit.EXACT

    def conduct(self) -> Conduct:
        """How the dialer behaves, beside what its tables say."""
        return Conduct(
            self.sql_failures,
            self.call_urls,
            self.functions,
            self.dialer_version,
            self.dialer_build,
            self.charset,
        )

    @property
    def place(self) -> Place:
        """Where the database is."""
        return place_of(self.database)

    def all_doors(self) -> dict[str, Dialect]:
        """The dialect by path of every door."""
        return {
            DOCUMENTED_DOOR: self.dialect,
            VICIDIAL_DOOR: Dialect.VICIDIAL,
            **dict(self.doors),
        }


@dataclass(frozen=True, slots=True)
class Definition:
    """One setting as flags, environment and docs show it."""

    name: str
    default: str
    meaning: str
    metavar: str
    parse: Callable[[str], Any]

    @property
    def flag(self) -> str:
        """`--host`."""
        return "--" + self.name.replace("_", "-")

    @property
    def is_switch(self) -> bool:
        """Whether the flag alone says yes."""
        return self.parse is _yes_no

    @property
    def variable(self) -> str:
        """`LMAPI_HOST`; the database's is LMAPI_DATABASE_URL, as hosting platforms name it."""
        suffix = "DATABASE_URL" if self.name == "database" else self.name.upper()
        return f"LMAPI_{suffix}"


DEFINITIONS: Final = tuple(
    Definition(setting.name, **setting.metadata) for setting in fields(Settings)
)
"""All settings, in the order of the documentation."""

OF_A_PROFILE: Final = (
    *("dialer_version", "dialer_build", "dialect", "timezone", "doors", "functions"),
    *("sql_failures", "charset", "call_urls", "url_limit", "header_limit", "header_timeout"),
    *("keep_alive", "keep_alive_requests"),
)
"""What differs between dialers, and so may stand in a profile."""

_KUBERNETES: Final = re.compile(r"(?:tcp|udp|sctp)://")
"""What the value of LMAPI_PORT begins with beside a Service named lmapi."""

SHORTEST_TOKEN: Final = 16
"""How many characters a token needs where other machines can reach the server."""

SECRETS: Final = frozenset({"admin_token"})
"""Settings whose values no message shows."""


def read_settings(
    flags: Mapping[str, str | None], environment: Mapping[str, str] = os.environ
) -> Settings:
    """Settings from flags, else from the environment, else the profile, else their defaults.

    Raises:
        SettingError: a value is not accepted; names the setting, the value and what is. Or there
            is no such profile.
    """
    chosen = flags.get("profile")
    if chosen is None:
        chosen = environment.get("LMAPI_PROFILE")
    profile = read_profile(chosen, OF_A_PROFILE) if chosen else {}
    values = {}
    for definition in DEFINITIONS:
        text, source = flags.get(definition.name), definition.flag
        if text is None:
            text, source = environment.get(definition.variable), definition.variable
        if text is None:
            text = profile.get(definition.name)
            source = f"{definition.name} of the profile {chosen}"
        if text is None:
            continue
        if source == definition.variable and _KUBERNETES.match(text) and definition.name == "port":
            log.warning(
                "%s is %r, which Kubernetes sets for a Service named lmapi: it is ignored. "
                "Give the port to listen on with --port.",
                source,
                text,
            )
            continue
        try:
            values[definition.name] = definition.parse(text)
        except ValueError as error:
            shown = "***" if definition.name in SECRETS else repr(text)
            raise SettingError(f"{source} is {shown}. Accepted: {error}.") from None
    return Settings(**values)


_PLATFORMS: Final = re.compile(r"LMAPI_(?:SERVICE_(?:HOST|PORT)|PORT)(?:_\w+)?")
"""What Kubernetes sets beside a Service named lmapi."""

_OF_COMMANDS: Final = ("LMAPI_URL", "LMAPI_CONFORM_PASSWORD")
"""Variables that are no setting of a server, but what tests and commands need of one."""


def unknown_variables(environment: Mapping[str, str] = os.environ) -> list[str]:
    """A sentence for each variable that looks like a setting and is none."""
    known = [*(one.variable for one in DEFINITIONS), *_OF_COMMANDS]
    sentences = []
    for name in sorted(environment):
        if not name.startswith("LMAPI_") or name in known or _PLATFORMS.fullmatch(name):
            continue
        near = difflib.get_close_matches(name, known, 1, cutoff=0.7)
        meant = f" Did you mean {near[0]}?" if near else ""
        sentences.append(f"{name} is set, and there is no such setting: it does nothing.{meant}")
    return sentences


def check_tls(settings: Settings) -> None:
    """Refuse a certificate without its key, or one that does not fit it.

    Raises:
        SettingError: there is one without the other, or they cannot be used.
    """
    if settings.tls_cert is None and settings.tls_key is None:
        return
    hint = "Give both with --tls-cert and --tls-key, as PEM files, the key without a password."
    if settings.tls_cert is None or settings.tls_key is None:
        raise SettingError("A certificate and its key are needed for https, not one of them.", hint)
    import ssl  # noqa: PLC0415  http has no use for it

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
            settings.tls_cert, settings.tls_key, password=lambda: ""
        )
    except (ssl.SSLError, OSError) as error:
        raise SettingError(
            f"--tls-cert {settings.tls_cert} and --tls-key {settings.tls_key} cannot be used: "
            f"{error}.",
            hint,
        ) from error


def check_admin_is_closed(settings: Settings) -> None:
    """Refuse to let other machines at the admin API unasked.

    Raises:
        SettingError: the host is beyond this machine, there is no token, and `open_admin` is off.
    """
    if settings.open_admin or is_loopback(settings.host):
        return
    if settings.admin_token:
        if len(settings.admin_token) < SHORTEST_TOKEN:
            raise SettingError(
                f"--host is {settings.host!r}, beyond this machine, and the token of the admin API "
                f"has {len(settings.admin_token)} characters: it could be guessed.",
                f"Give one of {SHORTEST_TOKEN} characters or more.",
            )
        return
    raise SettingError(
        f"--host is {settings.host!r}, beyond this machine, and the admin API has no token: "
        "whoever reaches the server could read and empty its database.",
        "Give a token with --admin-token or LMAPI_ADMIN_TOKEN, or say --open-admin yes.",
    )


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own, which no other reaches."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
