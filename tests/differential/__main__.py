"""The command: see `--help`."""

from __future__ import annotations

import argparse
import base64
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO
from urllib.request import Request, urlopen

from .generating import case
from .playing import Difference, Endpoint, Reply, difference
from .shrinking import shrunk


def main(arguments: Sequence[str] | None = None, out: TextIO | None = None) -> int:
    """Play, shrink and report; the exit status is 1 if the servers part."""
    out = out or sys.stdout
    given = _parser().parse_args(arguments)
    theirs = Endpoint(given.against, _command(given.reset))
    numbers = range(given.count) if given.only is None else [given.only]
    found = []
    with _double(given.double, given.double_reset, is_reset=bool(given.reset)) as ours:
        for number in numbers:
            one = case(given.seed, number, given.user.encode(), getattr(given, "pass").encode())
            if difference(one, ours, theirs) is None:
                continue
            small = shrunk(one, lambda other: difference(other, ours, theirs) is not None)
            played = difference(small, ours, theirs)
            if played is None:
                # It came of what was stored before, and does not come again.
                print(f"case {number}: they parted once, and not again", file=out)
                continue
            found.append((number, played))
            _report(number, played, out)
            if len(found) >= given.most:
                break
    print(f"{len(found)} of {len(numbers)} cases part (seed {given.seed})", file=out)
    if given.save:
        lines = [json.dumps(_as_json(number, played)) + "\n" for number, played in found]
        Path(given.save).write_text("".join(lines), encoding="utf-8")
    return 1 if found else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.differential",
        description="Sends random requests to lmapi-mock and to another server, and reports the"
        " smallest on which they part. It stores leads there: run it against a server that you may"
        " test, and that nobody dials from.",
    )
    parser.add_argument(
        "--against",
        required=True,
        metavar="URL",
        help="the other server's endpoint, as http://dialer/vicidial/non_agent_api.php",
    )
    parser.add_argument(
        "--reset",
        default="",
        metavar="COMMAND",
        help="a command that brings its data back to the start, run before each case; without one,"
        " numbers that were not sent are not compared",
    )
    parser.add_argument("--double", default="", metavar="URL", help="an lmapi-mock that runs")
    parser.add_argument(
        "--double-reset", default="", metavar="COMMAND", help="likewise, for that one"
    )
    parser.add_argument("--user", default="6666", help="who logs in (6666)")
    parser.add_argument("--pass", default="1234", help="with which password (1234)")
    parser.add_argument("--seed", type=int, default=0, help="of all chance (0)")
    parser.add_argument("--count", type=int, default=1000, help="how many cases (1000)")
    parser.add_argument("--only", type=int, metavar="NUMBER", help="this one case")
    parser.add_argument("--most", type=int, default=20, help="stop after so many that part (20)")
    parser.add_argument("--save", metavar="FILE", help="write them there, a JSON object a line")
    return parser


@contextmanager
def _double(url: str, reset: str, *, is_reset: bool) -> Iterator[Endpoint]:
    """The double that was named, or one of this command's own with the demo data.

    Its own begins each case anew where the other server does.
    """
    if url:
        yield Endpoint(url, _command(reset))
        return
    from lmapi_mock.serving.server import Server
    from lmapi_mock.settings import VICIDIAL_DOOR, read_settings

    with Server(read_settings({"database": ":memory:", "port": "0"}, {})) as server:
        root = f"http://{server.host}:{server.port}"
        start = Request(f"{root}/__admin/reset", method="POST")
        anew = (lambda: urlopen(start, timeout=20).close()) if is_reset else None
        yield Endpoint(f"{root}{VICIDIAL_DOOR}", anew)


def _command(line: str) -> Callable[[], object] | None:
    """What runs a command; None for none."""
    if not line:
        return None
    return lambda: subprocess.run(line, shell=True, check=True, capture_output=True)


def _report(number: int, played: Difference, out: TextIO) -> None:
    print(f"case {number}:", file=out)
    for sent, ours, theirs in zip(*played, strict=True):
        print(f"  sent   {sent.raw('PATH', 'HOST')!r}", file=out)
        print(f"  double {ours.status} {ours.body!r}", file=out)
        print(f"  other  {theirs.status} {theirs.body!r}", file=out)


def _as_json(number: int, played: Difference) -> dict[str, object]:
    return {
        "case": number,
        "steps": [
            {
                "request_b64": base64.b64encode(sent.raw("PATH", "HOST")).decode(),
                "double": _reply(ours),
                "other": _reply(theirs),
            }
            for sent, ours, theirs in zip(*played, strict=True)
        ],
    }


def _reply(reply: Reply) -> dict[str, object]:
    return {"status": reply.status, "body": reply.body.decode("latin-1")}


if __name__ == "__main__":
    sys.exit(main())
