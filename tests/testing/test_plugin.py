"""The pytest plugin from outside: suites of its users, run by pytester."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from command import seed_file
from databases import limited_user, scratch
from lmapi_mock import MockServer
from lmapi_mock.settings import read_settings
from pace import slowness

pytest_plugins = ["pytester"]

DIRTY = "lmapi.add_lead(phone_number='7275551212', fist_name='Ada')"
CLEAN = "lmapi.add_lead(phone_number='7275551212')"

FIXED = (
    "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:schemathesis",
    "-W", "error", "-o", "asyncio_default_fixture_loop_scope=function",
)  # fmt: skip
"""Warnings are errors; pytest-asyncio warns where its scope is not set.

Pytester forgets what a run has imported, and two plugins that have no part in it would be imported
again for each.
"""


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LMAPI_URL", "LMAPI_ADMIN_TOKEN", "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(variable, raising=False)


def run(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    """Run a suite in this process."""
    return pytester.runpytest_inprocess(*FIXED, *options)


def suite(pytester: pytest.Pytester, *bodies: str, head: str = "") -> None:
    """A file with a test of each body."""
    tests = [f"def test_{number}(lmapi):\n    {body}\n" for number, body in enumerate(bodies)]
    pytester.makepyfile("\n".join([head, *tests]))


def test_each_test_has_a_world_of_its_own(pytester: pytest.Pytester) -> None:
    suite(
        pytester,
        f"{CLEAN}; lmapi.freeze('2026-01-01T00:00:00Z'); lmapi.fault(503)",
        "assert lmapi.leads() == lmapi.requests() == lmapi.faults() == []; assert lmapi.add_lead("
        "phone_number='7275551212').lead_id == 1",
    )
    run(pytester).assert_outcomes(passed=2)


def test_the_server_is_one_for_all_and_its_addresses_are_whole(pytester: pytest.Pytester) -> None:
    suite(
        pytester,
        "servers.add(lmapi.base_url.split('/ns/')[0])",
        "assert servers == {lmapi.base_url.split('/ns/')[0]}",
        head="""
            import urllib.request
            servers = set()
            def test_server(lmapi_server):
                servers.add(lmapi_server.base_url)
                with urllib.request.urlopen(lmapi_server.url + "?function=version") as answer:
                    assert answer.status == 200
        """.replace("\n            ", "\n"),
    )
    run(pytester).assert_outcomes(passed=3)


def test_nothing_is_imported_until_a_fixture_is_used(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_without():
            own = sorted(name for name in sys.modules if name.startswith("lmapi_mock"))
            assert own == ["lmapi_mock", "lmapi_mock.imports", "lmapi_mock.testing",
                           "lmapi_mock.testing.plugin", "lmapi_mock.version"]
            assert not {"fastapi", "sqlalchemy", "uvicorn"} & sys.modules.keys()
        """
    )
    # In a process of its own, for this one has long imported everything.
    pytester.runpytest_subprocess(*FIXED).assert_outcomes(passed=1)


def test_a_server_that_runs_is_used_and_left_as_it_was(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    with MockServer() as server:
        suite(pytester, CLEAN, f"assert lmapi.base_url.startswith({server.base_url!r}); {CLEAN}")
        run(pytester, f"--lmapi-url={server.base_url}").assert_outcomes(passed=2)
        monkeypatch.setenv("LMAPI_URL", server.base_url)
        run(pytester).assert_outcomes(passed=2)
        assert server.call("GET", "/__admin/namespaces") == {"namespaces": []}


def test_workers_share_a_server_that_runs(pytester: pytest.Pytester) -> None:
    suite(pytester, *[f"{CLEAN}; assert len(lmapi.leads()) == 1"] * 12)
    with MockServer() as server:
        run(pytester, "-n2", f"--lmapi-url={server.base_url}").assert_outcomes(passed=12)
        assert server.call("GET", "/__admin/namespaces") == {"namespaces": []}


def test_workers_have_servers_of_their_own(pytester: pytest.Pytester) -> None:
    note = "pathlib.Path(lmapi.base_url.split('/')[2] + '.port').touch()"
    body = f"{CLEAN}; assert len(lmapi.leads()) == 1; {note}"
    suite(pytester, *[body] * 12, head="import pathlib")
    run(pytester, "-n2").assert_outcomes(passed=12)
    assert len(list(pytester.path.glob("*.port"))) == 2


SHARED_BY_ALL = (
    f"{CLEAN}; assert len(lmapi.leads()) == lmapi.leads()[0]['lead_id'] == 1; "
    "pathlib.Path(lmapi.base_url.split('/')[2] + '.port').touch()"
)


@pytest.mark.parametrize("ini", ["", "[pytest]\nlmapi_shared = true\n"])
def test_workers_may_share_one_server(pytester: pytest.Pytester, ini: str) -> None:
    if ini:
        pytester.makeini(ini)
    suite(pytester, *[SHARED_BY_ALL] * 12, head="import pathlib")
    run(pytester, "-n2", *([] if ini else ["--lmapi-shared"])).assert_outcomes(passed=12)
    (server,) = pytester.path.glob("*.port")
    with socket.socket() as asked:
        assert asked.connect_ex(("127.0.0.1", int(server.stem.partition(":")[2])))


def test_the_server_that_workers_share_has_the_seed(pytester: pytest.Pytester) -> None:
    pytester.path.joinpath("seed.json").write_text('{"tables": {}}')
    pytester.makeini("[pytest]\nlmapi_seed = seed.json\nlmapi_shared = true\n")
    suite(pytester, "assert lmapi.rows('vicidial_users') == []")
    run(pytester, "-n1").assert_outcomes(passed=1)


def test_a_server_that_runs_is_used_though_workers_were_to_share_one(
    pytester: pytest.Pytester,
) -> None:
    suite(pytester, *[SHARED_BY_ALL] * 4, head="import pathlib")
    with MockServer() as server:
        run(pytester, "-n1", "--lmapi-shared", f"--lmapi-url={server.base_url}").assert_outcomes(
            passed=4
        )
        assert [one.stem for one in pytester.path.glob("*.port")] == [f"127.0.0.1:{server.port}"]


def test_without_workers_nothing_is_shared(pytester: pytest.Pytester) -> None:
    suite(pytester, SHARED_BY_ALL, head="import pathlib")
    run(pytester, "--lmapi-shared").assert_outcomes(passed=1)


def test_a_test_that_adds_a_lead_and_reads_it_waits_for_no_fastapi(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite(
        pytester,
        f"{CLEAN}; assert lmapi.leads()[0]['lead_id'] == 1; assert 'fastapi' not in sys.modules",
        "assert lmapi.faults() == []; assert 'fastapi' in sys.modules",
        head="import sys",
    )
    own = ("-p", "no:cacheprovider", "-p", "lmapi_mock.testing.plugin")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.runpytest_subprocess(*own).assert_outcomes(passed=2)


def test_suites_on_one_database_leave_each_other_alone(
    pytester: pytest.Pytester, tmp_path: Path
) -> None:
    flags = {"database": str(tmp_path / "leads.db"), "port": "0", "workers": "2"}
    suite(pytester, *[f"{CLEAN}; assert len(lmapi.leads()) == 1"] * 4)
    with MockServer(read_settings(flags, {})) as server:
        server.call("POST", "/__admin/tables/vicidial_list", b'{"phone_number": "7275551212"}')
        used = run(pytester, "-n2", f"--lmapi-url={server.base_url}")
        used.assert_outcomes(passed=4)
        assert not [line for line in used.outlines if "one world" in line]
        kept = server.call("GET", "/__admin/state?tables=vicidial_list")
        assert len(kept["tables"]["vicidial_list"]) == 1
        assert server.call("GET", "/__admin/namespaces") == {"namespaces": []}


def test_one_world_is_not_shared_by_workers_and_told_before_it_is_reset(
    pytester: pytest.Pytester, tmp_path: Path
) -> None:
    suite(pytester, CLEAN, "assert lmapi.leads() == []")
    with (
        scratch("postgresql", tmp_path) as url,
        limited_user("postgresql", url) as limited,
        # Without the ZIP codes of the demo data, which each reset would put back.
        MockServer(
            read_settings(
                {
                    "database": limited,
                    "port": "0",
                    "seed": seed_file(tmp_path),
                },
                {},
            )
        ) as server,
    ):
        server.call("POST", "/__admin/tables/vicidial_list", b'{"phone_number": "7275551212"}')
        option = f"--lmapi-url={server.base_url}"
        refused = run(pytester, "-n1", option)
        refused.assert_outcomes(errors=2)
        refused.stdout.fnmatch_lines(["*has one world*-n0*GRANT CREATE ON DATABASE*"])
        used = run(pytester, "-v", option)
        used.assert_outcomes(passed=2)
        told, *_ = [place for place, line in enumerate(used.outlines) if "one world" in line]
        passed, *_ = [place for place, line in enumerate(used.outlines) if "PASSED" in line]
        assert told < passed
        assert used.outlines[told].startswith(
            f"lmapi: the server at {server.base_url} has one world, on postgresql: each test that "
            "uses lmapi begins by resetting it to its seed. Leads that it holds now: 1. "
            "A namespace cannot be made: the database's user may not make the schema that it needs."
        )


def test_a_server_of_the_suite_takes_its_place(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        import pytest
        from lmapi_mock import MockServer
        from lmapi_mock.settings import read_settings

        @pytest.fixture(scope="session")
        def lmapi_server():
            flags = {"database": ":memory:", "port": "0", "dialect": "vicidial"}
            with MockServer(read_settings(flags, {})) as server:
                yield server
        """
    )
    suite(pytester, f"reply = {CLEAN}; assert reply.lines[0].data[-1] == '6666'; assert reply.ok")
    run(pytester).assert_outcomes(passed=1)


def test_coroutines_use_the_fixture(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import asyncio
        import urllib.request
        import pytest

        def send(lmapi, number):
            query = f"user=6666&pass=1234&source=web&function=add_lead&phone_number={number}"
            with urllib.request.urlopen(f"{lmapi.url}?{query}") as answer:
                return answer.read().decode()

        @pytest.mark.asyncio
        async def test_several_at_once(lmapi):
            numbers = range(7275550000, 7275550005)
            said = await asyncio.gather(*(asyncio.to_thread(send, lmapi, n) for n in numbers))
            assert all(text.startswith("SUCCESS") for text in said)
            assert len(lmapi.leads()) == 5

        @pytest.mark.asyncio
        @pytest.mark.lmapi(strict=True)
        async def test_strict(lmapi):
            lmapi.add_lead(phone_number="7275551212", fist_name="Ada")
        """
    )
    outcome = run(pytester)
    outcome.assert_outcomes(passed=1, failed=1)


def test_strict_fails_the_test_with_the_sentences(pytester: pytest.Pytester) -> None:
    suite(pytester, DIRTY, CLEAN)
    run(pytester).assert_outcomes(passed=2)
    strict = run(pytester, "--lmapi-strict")
    strict.assert_outcomes(failed=1, passed=1)
    strict.stdout.fnmatch_lines(
        ["*finding* of severity warning or above:*", "*request 1: *first_name*"]
    )


def test_strict_may_be_a_setting_and_a_marker_says_otherwise(pytester: pytest.Pytester) -> None:
    head = "import pytest\n"
    pytester.makeini("[pytest]\nlmapi_strict = warning\n")
    mark = "@pytest.mark.lmapi(strict={})\ndef test_{}(lmapi):\n    " + DIRTY + "\n"
    pytester.makepyfile(head + mark.format("False", "off") + mark.format("'info'", "on"))
    outcome = run(pytester, "--strict-markers")
    outcome.assert_outcomes(passed=1, failed=1)
    outcome.stdout.fnmatch_lines(["FAILED *test_on*"])


def test_what_failed_before_fails_for_its_own_reason(pytester: pytest.Pytester) -> None:
    suite(pytester, f"{DIRTY}; assert 'mine' == ''")
    outcome = run(pytester, "--lmapi-strict")
    outcome.assert_outcomes(failed=1)
    outcome.stdout.no_fnmatch_line("*of severity*")


def test_a_severity_that_is_none_is_refused(pytester: pytest.Pytester) -> None:
    suite(pytester, CLEAN)
    pytester.makeini("[pytest]\nlmapi_strict = loud\n")
    outcome = run(pytester)
    outcome.stderr.fnmatch_lines(["*lmapi_strict is 'loud'. Accepted: info, warning, error*"])


def test_the_marker_is_known_and_the_fixtures_are_documented(pytester: pytest.Pytester) -> None:
    run(pytester, "--markers").stdout.fnmatch_lines(["@pytest.mark.lmapi(strict, allow): *"])
    listed = run(pytester, "--fixtures")
    listed.stdout.fnmatch_lines_random(["lmapi_server [[]session scope[]]*", "lmapi --*"])


def test_a_failed_assertion_shows_what_came_instead(pytester: pytest.Pytester) -> None:
    suite(pytester, f"{CLEAN}; lmapi.assert_requested(phone_number='7275551213')")
    run(pytester).stdout.fnmatch_lines(
        [
            "E*AssertionError: Expected 1 request with phone_number='7275551213', but none came.",
            "E*Nearest:",
            "E*1. GET /API/lmapi.php?*SUCCESS*",
            '*params.phone_number: expected equal to "7275551213", found "7275551212"',
        ]
    )


# Prints the median of what pytest's own hooks take for one test, set-up and teardown included.
TIMED = """
import pytest, statistics, time

taken = []

@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item, nextitem):
    began = time.perf_counter()
    try:
        return (yield)
    finally:
        taken.append(time.perf_counter() - began)

def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(f"median {statistics.median(taken):.6f}")
"""


def test_a_test_with_its_world_takes_under_five_milliseconds_more_than_an_empty_one(
    pytester: pytest.Pytester,
) -> None:
    def median(body: str) -> float:
        pytester.makepyfile(
            "import pytest\n@pytest.mark.parametrize('number', range(200))\n" + body
        )
        result = run(pytester, "-q")
        result.assert_outcomes(passed=200)
        (line,) = (line for line in result.outlines if line.startswith("median "))
        return float(line.split()[1])

    pytester.makeconftest(TIMED)
    more = []
    # On a busy machine one run tells little.
    for _ in range(4):
        empty = median("def test(number):\n    pass\n")
        used = median("def test(number, lmapi):\n    assert lmapi.leads() == []\n")
        more.append(used - empty)
        if more[-1] < 0.005 * slowness():
            return
    raise AssertionError(more)


def test_a_project_of_its_own_passes_its_first_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import requests

        def load(url, number):
            lead = {"user": "6666", "pass": "1234", "source": "web", "function": "add_lead"}
            return requests.post(url, data=lead | {"phone_number": number}, timeout=60).text

        def test_a_lead_is_loaded(lmapi):
            assert load(lmapi.url, "7275551212").startswith("SUCCESS")
            lmapi.assert_requested(phone_number="7275551212", source="web")
            assert lmapi.leads()[0]["phone_number"] == "7275551212"
        """
    )
    # In a process of its own, for requests does not stand being imported twice in one.
    pytester.runpytest_subprocess(*FIXED).assert_outcomes(passed=1)


def test_the_plugin_is_an_entry_point() -> None:
    from importlib.metadata import entry_points

    (plugin,) = [one for one in entry_points(group="pytest11") if one.name == "lmapi_mock"]
    assert plugin.value == "lmapi_mock.testing.plugin"


def test_strict_does_not_take_the_path_that_follows(pytester: pytest.Pytester) -> None:
    folder = pytester.mkdir("tests")
    body = f"def test_dirty(lmapi):\n    {DIRTY}\n"
    (folder / "test_it.py").write_text(body)
    run(pytester, "--lmapi-strict", "tests").assert_outcomes(failed=1)
    run(pytester, "--lmapi-strict=error", "tests").assert_outcomes(passed=1)


def test_findings_are_allowed_by_their_codes(pytester: pytest.Pytester) -> None:
    mark = "import pytest\n@pytest.mark.lmapi(strict=True, allow=['{}'])\ndef test_it(lmapi):\n    "
    pytester.makepyfile(mark.format("unknown-parameter") + DIRTY)
    run(pytester).assert_outcomes(passed=1)
    pytester.makepyfile(mark.format("unknwn-parameter") + DIRTY)
    run(pytester).stderr.fnmatch_lines(["*no finding's code. Did you mean unknown-parameter[?]*"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            "strct=True",
            "*test_it knows no 'strct'. Did you mean strict[?] Accepted: strict, allow.",
        ),
        ("'warning'", "*is given 'warning' without a name. Accepted: strict=..., allow=*"),
        ("strict='loud'", "*strict of * is 'loud'. Accepted: info, warning, error*"),
        ("allow='x'", "*allow of * is 'x'. Accepted: a list of codes."),
    ],
)
def test_a_slip_in_the_marker_is_told(pytester: pytest.Pytester, given: str, said: str) -> None:
    pytester.makepyfile(f"import pytest\n@pytest.mark.lmapi({given})\ndef test_it():\n    pass\n")
    run(pytester).stderr.fnmatch_lines([said])


def test_a_test_that_fails_shows_what_the_double_was_sent(pytester: pytest.Pytester) -> None:
    suite(pytester, f"lmapi.add_lead(phone_number='1'); {DIRTY}; assert 'mine' == ''")
    outcome = run(pytester)
    outcome.assert_outcomes(failed=1)
    outcome.stdout.fnmatch_lines(
        [
            "*- lmapi-mock: the last requests -*",
            "1. GET /API/lmapi.php?*phone_number=1 -> ERROR: add_lead INVALID PHONE NUMBER LENGTH*",
            "    ?*",
            "2. GET /API/lmapi.php?*fist_name=Ada -> SUCCESS: add_lead LEAD HAS BEEN ADDED*",
            "    warning unknown-parameter: *first_name*",
        ]
    )


def test_a_strict_failure_is_told_once_and_our_frames_are_hidden(
    pytester: pytest.Pytester,
) -> None:
    suite(pytester, DIRTY, "lmapi.leads(lisst_id=1)")
    outcome = run(pytester, "--lmapi-strict")
    outcome.assert_outcomes(failed=2)
    text = outcome.stdout.str()
    assert text.count("warning unknown-parameter") == 1
    assert "lmapi_mock/testing" not in text.replace("\\", "/")


def test_the_seed_may_be_a_setting(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nlmapi_seed = seed.yaml\n")
    seed = pytester.path / "seed.yaml"
    seed.write_text("tables: {vicidial_campaigns: [{campaign_id: WINTER}]}\n")
    suite(pytester, "assert lmapi.rows('vicidial_campaigns')[0]['campaign_id'] == 'WINTER'")
    run(pytester).assert_outcomes(passed=1)
    with MockServer() as server:
        refused = run(pytester, f"--lmapi-url={server.base_url}")
    refused.stdout.fnmatch_lines(["*lmapi_seed is *start that with --seed*"])
