"""Every setting: by flag, by variable, by default; and what is said when it is wrong."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Any

import pytest

from lmapi_mock.cli.main import main
from lmapi_mock.errors import SettingError
from lmapi_mock.non_agent_api.core.failing import SqlFailures
from lmapi_mock.non_agent_api.core.outcome import Dialect
from lmapi_mock.non_agent_api.core.outgoing import CallUrls
from lmapi_mock.settings import (
    DEFINITIONS,
    DOCUMENTED_DOOR,
    VICIDIAL_DOOR,
    Settings,
    read_settings,
)

HERE = Path(__file__)

GIVEN: list[tuple[str, str, str, Any]] = [
    ("host", "LMAPI_HOST", "0.0.0.0", "0.0.0.0"),
    ("admin_token", "LMAPI_ADMIN_TOKEN", "s3cret", "s3cret"),
    ("open_admin", "LMAPI_OPEN_ADMIN", "yes", True),
    ("open_admin", "LMAPI_OPEN_ADMIN", "no", False),
    ("existing", "LMAPI_EXISTING", "yes", True),
    ("reseed", "LMAPI_RESEED", "yes", True),
    ("lenient", "LMAPI_LENIENT", "yes", True),
    ("database_timeout", "LMAPI_DATABASE_TIMEOUT", "3", 3),
    ("wait_for_database", "LMAPI_WAIT_FOR_DATABASE", "30", 30),
    ("workers", "LMAPI_WORKERS", "4", 4),
    ("max_body", "LMAPI_MAX_BODY", "8", 8),
    ("body_timeout", "LMAPI_BODY_TIMEOUT", "5", 5),
    ("allowed_hosts", "LMAPI_ALLOWED_HOSTS", "LMAPI, .x.example,", ("lmapi", ".x.example")),
    (
        "trusted_proxies",
        "LMAPI_TRUSTED_PROXIES",
        "10.0.0.0/8, ::1",
        (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("::1")),
    ),
    ("tls_cert", "LMAPI_TLS_CERT", str(HERE), HERE),
    ("tls_key", "LMAPI_TLS_KEY", str(HERE), HERE),
    ("url_limit", "LMAPI_URL_LIMIT", "0", 0),
    ("header_limit", "LMAPI_HEADER_LIMIT", "65536", 65536),
    ("header_timeout", "LMAPI_HEADER_TIMEOUT", "3", 3),
    ("keep_alive", "LMAPI_KEEP_ALIVE", "75", 75),
    ("namespaces", "LMAPI_NAMESPACES", "3", 3),
    ("namespace_ttl", "LMAPI_NAMESPACE_TTL", "60", 60),
    ("keep_alive_requests", "LMAPI_KEEP_ALIVE_REQUESTS", "0", 0),
    ("event_queue", "LMAPI_EVENT_QUEUE", "64", 64),
    ("journal", "LMAPI_JOURNAL", "0", 0),
    ("journal_memory", "LMAPI_JOURNAL_MEMORY", "16", 16),
    ("chance", "LMAPI_CHANCE", "7", 7),
    ("log_level", "LMAPI_LOG_LEVEL", "info", "info"),
    ("log_format", "LMAPI_LOG_FORMAT", "json", "json"),
    ("strict", "LMAPI_STRICT", "warning", "warning"),
    ("port", "LMAPI_PORT", "0", 0),
    ("port", "LMAPI_PORT", "65535", 65535),
    ("database", "LMAPI_DATABASE_URL", ":memory:", "sqlite://"),
    ("database", "LMAPI_DATABASE_URL", "/srv/leads.db", "sqlite:////srv/leads.db"),
    ("database", "LMAPI_DATABASE_URL", "leads.db", f"sqlite:///{Path.cwd()}/leads.db"),
    ("database", "LMAPI_DATABASE_URL", "~/leads.db", f"sqlite:///{Path.home()}/leads.db"),
    ("database", "LMAPI_DATABASE_URL", "sqlite:////srv/x.db", "sqlite:////srv/x.db"),
    ("database", "LMAPI_DATABASE_URL", "", "sqlite://"),
    ("seed", "LMAPI_SEED", str(HERE), HERE),
    ("seed", "LMAPI_SEED", str(HERE.parent), HERE.parent),
    ("seed", "LMAPI_SEED", "", None),
    ("functions", "LMAPI_FUNCTIONS", "add_lead, version,", frozenset({"add_lead", "version"})),
    ("functions", "LMAPI_FUNCTIONS", "", None),
    ("profile", "LMAPI_PROFILE", "vicidial-php8", "vicidial-php8"),
    ("dialer_version", "LMAPI_DIALER_VERSION", "2.14-194a", "2.14-194a"),
    ("dialer_build", "LMAPI_DIALER_BUILD", "231129-1019", "231129-1019"),
    ("dialect", "LMAPI_DIALECT", "vicidial", Dialect.VICIDIAL),
    ("dialect", "LMAPI_DIALECT", "documented", Dialect.DOCUMENTED),
    ("sql_failures", "LMAPI_SQL_FAILURES", "php8", SqlFailures.PHP8),
    ("charset", "LMAPI_CHARSET", "latin1", "latin1"),
    ("call_urls", "LMAPI_CALL_URLS", "yes", CallUrls.YES),
    ("timezone", "LMAPI_TIMEZONE", "America/New_York", "America/New_York"),
    ("doors", "LMAPI_DOORS", "", ()),
    (
        "doors",
        "LMAPI_DOORS",
        "/crm/api.php=vicidial, /leads=documented,",
        (("/crm/api.php", Dialect.VICIDIAL), ("/leads", Dialect.DOCUMENTED)),
    ),
]
GIVEN_IDS = [f"{name}={value or 'nothing'}" for name, _, value, _ in GIVEN]

PORTS = "a number from 0 to 65535, where 0 picks a free port"
DIALECTS = "documented or vicidial"
ZONES = "the IANA name of a time zone, as UTC or America/New_York"
DOORS = "paths with their dialects, as /crm/api.php=vicidial,/leads=documented"
SEEDS = "an existing JSON or YAML file in the form of PUT /__admin/state, or a folder of such"
HOSTS = "a host name or address, as 127.0.0.1 or 0.0.0.0"
TOKENS = "ASCII letters, digits and marks, without spaces"

RELEASES = "ASCII letters, digits and marks but `|`, without spaces"

WRONG = [
    ("host", "", HOSTS),
    ("host", " ", HOSTS),
    ("host", "a b", HOSTS),
    ("admin_token", "two words", TOKENS),
    ("open_admin", "perhaps", "yes or no"),
    ("database_timeout", "0", "a number from 1 to 3600"),
    ("wait_for_database", "long", "a number from 0 to 1000000"),
    ("workers", "0", "a number from 1 to 64"),
    ("allowed_hosts", "a/b", "host names without a port, as lmapi,.example.com, or * for any"),
    ("trusted_proxies", "nginx", "addresses or networks, as 10.0.0.0/8,127.0.0.1, or * for all"),
    ("tls_cert", "/nowhere.pem", "an existing file in PEM form"),
    ("max_body", "0", "a number from 1 to 100000"),
    ("body_timeout", "never", "a number from 1 to 100000"),
    ("sql_failures", "php5", "none or php8 or php7"),
    ("call_urls", "maybe", "record or yes or no"),
    ("log_level", "loud", "error or warning or info or debug"),
    ("log_format", "xml", "text or json"),
    ("journal", "-1", "a number from 0 to 1000000"),
    ("chance", "x", "a number from 0 to 1000000"),
    ("port", "", PORTS),
    ("port", "-1", PORTS),
    ("port", "65536", PORTS),
    ("port", "1" * 5000, PORTS),
    ("port", "http", PORTS),
    ("port", "8080.5", PORTS),
    ("port", "\u0668\u0660", PORTS),
    ("database", "a?b.db", "a file whose name holds no `?`, `:memory:`, or a URL"),
    ("seed", "/nowhere/seed.json", SEEDS),
    ("functions", "add_lead,teleport", "names of functions, as add_lead,update_lead"),
    (
        "functions",
        "update_leads",
        "names of functions, as add_lead,update_lead; for update_leads perhaps update_lead",
    ),
    ("dialer_version", "", RELEASES),
    ("dialer_build", "1|2", RELEASES),
    ("charset", "utf16", "utf8mb4 or utf8 or latin1"),
    ("dialect", "", DIALECTS),
    ("dialect", "Vicidial", DIALECTS),
    ("timezone", "", ZONES),
    ("timezone", "Mars/Olympus", ZONES),
    ("timezone", "../UTC", ZONES),
    ("doors", "crm=vicidial", DOORS),
    ("doors", "/crm", DOORS),
    ("doors", "/crm=french", DOORS),
    ("doors", "/__admin/x=vicidial", DOORS),
]
WRONG_IDS = [f"{name}={value[:20] or 'nothing'}" for name, value, _ in WRONG]


@pytest.mark.parametrize(("name", "variable", "value", "means"), GIVEN, ids=GIVEN_IDS)
def test_a_setting_is_given_by_flag_or_by_variable(
    name: str, variable: str, value: str, means: Any
) -> None:
    assert getattr(read_settings({name: value}, {}), name) == means
    assert getattr(read_settings({}, {variable: value}), name) == means


def test_every_setting_is_tested() -> None:
    assert {name for name, *_ in GIVEN} == {definition.name for definition in DEFINITIONS}
    assert {variable for _, variable, *_ in GIVEN} == {one.variable for one in DEFINITIONS}


def test_a_flag_wins_over_its_variable() -> None:
    given = read_settings({"port": "1", "host": None}, {"LMAPI_PORT": "2", "LMAPI_HOST": "h"})
    assert (given.port, given.host) == (1, "h")


def test_a_wrong_variable_does_not_matter_where_a_flag_is_given() -> None:
    assert read_settings({"port": "1"}, {"LMAPI_PORT": "wrong"}).port == 1


def test_what_kubernetes_puts_into_pods_beside_a_service_named_lmapi_is_ignored_with_a_word(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert read_settings({}, {"LMAPI_PORT": "tcp://10.96.0.7:8080"}).port == 8080
    assert read_settings({"port": "9"}, {"LMAPI_PORT": "tcp://10.96.0.7:8080"}).port == 9
    (record,) = caplog.records
    assert record.getMessage() == (
        "LMAPI_PORT is 'tcp://10.96.0.7:8080', which Kubernetes sets for a Service named lmapi: it "
        "is ignored. Give the port to listen on with --port."
    )


def test_without_anything_every_setting_has_its_default() -> None:
    assert read_settings({}, {}) == Settings()
    assert (Settings().host, Settings().port) == ("127.0.0.1", 8080)
    assert Settings().database == "sqlite://"
    assert Settings().all_doors() == {
        DOCUMENTED_DOOR: Dialect.DOCUMENTED,
        VICIDIAL_DOOR: Dialect.VICIDIAL,
    }


@pytest.mark.parametrize(("name", "value", "accepted"), WRONG, ids=WRONG_IDS)
def test_a_wrong_setting_is_named_with_its_value_and_what_is_accepted(
    name: str, value: str, accepted: str
) -> None:
    definition = next(one for one in DEFINITIONS if one.name == name)
    with pytest.raises(SettingError) as flag:
        read_settings({name: value}, {})
    shown = "***" if name == "admin_token" else repr(value)
    assert str(flag.value) == f"{definition.flag} is {shown}. Accepted: {accepted}."
    with pytest.raises(SettingError) as variable:
        read_settings({}, {definition.variable: value})
    assert str(variable.value) == f"{definition.variable} is {shown}. Accepted: {accepted}."


def test_every_setting_is_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"^0$"):
        main(["serve", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    # argparse breaks lines at hyphens and slashes too.
    squeezed = text.replace(" ", "")
    for one in DEFINITIONS:
        value = f"[{one.metavar}]" if one.is_switch else one.metavar
        assert f"{one.flag} {value} " in text
        default = f"Default:{one.default}." if one.default else ""
        said = f"{one.meaning}{default}[{one.variable}]".replace(" ", "")
        assert said in squeezed, one.name
