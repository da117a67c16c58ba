"""Commands in processes that have loaded the package already.

The suite starts the command hundreds of times, and loading it takes ten times as long as most of
what it is started for. Here a process that has loaded all of it, and answered a request of each
kind, forks for each. What a process does from its first instruction on is tested with processes of
their own: test_durability.py (the start), cli/test_main.py (Ctrl-C), docs/, test_wheel.py.
"""

from __future__ import annotations

import atexit
import gc
import http.client
import importlib
import inspect
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
import weakref
from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, Final, NoReturn

_INHERITED: Final = -1
"""Popen's word for a file that the process has of its parent."""
_EXECUTE: Final = "_execute_child"
"""Popen's method that has a process begun. Known to no stub, for it is not public."""
_GIVEN: Final = inspect.signature(getattr(subprocess.Popen, _EXECUTE))
_COMMAND: Final = "lmapi-mock"
_LOST: Final = 255
"""The status of one that was forked, whose forker was killed."""


class Forked(subprocess.Popen[str]):
    """`lmapi-mock ARGUMENTS`, with its output and errors in pipes.

    Args:
        arguments: of the command.
        variables: of its environment.
        script: a file of Python's to be run in the command's place. Of what it starts itself, the
            command and other files of its folder are forked too.
    """

    def __init__(
        self, arguments: Sequence[str], variables: Mapping[str, str], *, script: Path | None = None
    ) -> None:
        self._status = _INHERITED
        super().__init__(
            [_COMMAND if script is None else str(script), *arguments],
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _execute_child(self, *given: Any) -> None:
        # What Popen calls to have a process; the rest of it is as it always is.
        named = _named(self, given)
        theirs = [named["p2cread"], named["c2pwrite"], named["errwrite"]]
        self._status, reported = os.pipe()
        asked = {"argv": named["args"], "environ": dict(named["env"]), "cwd": str(Path.cwd())}
        try:
            self.pid = _forker().fork(asked, [*theirs, reported])
        finally:
            for file in {*theirs, reported}:
                os.close(file)
        self._child_created = True

    def poll(self) -> int | None:
        """Its exit status, None while it runs; a signal that ended it as a negative number."""
        if self.returncode is None and select.select([self._status], [], [], 0)[0]:
            self._learn()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait, at most so many seconds, until it has ended, for its exit status."""
        if self.returncode is None:
            if not select.select([self._status], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            self._learn()
        return self.returncode

    def _learn(self) -> None:
        told = os.read(self._status, 16)
        os.close(self._status)
        self.returncode = int(told) if told else _LOST


class _ForkedByScript(subprocess.Popen[Any]):
    """What a script starts that has been forked: it has loaded the package, and forks itself."""

    def _execute_child(self, *given: Any) -> None:
        named = _named(self, given)
        argv = _ours(list(map(str, named["args"])))
        if argv is None:
            getattr(super(), _EXECUTE)(*given)
            return
        theirs = [named["p2cread"], named["c2pwrite"], named["errwrite"]]
        files = [own if file == _INHERITED else file for own, file in enumerate(theirs)]
        cwd = str(named["cwd"] or Path.cwd())
        asked = {"argv": argv, "environ": dict(named["env"]), "cwd": cwd}
        # What is still to be written is the script's alone.
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if not self.pid:
            if named["start_new_session"]:
                os.setsid()
            _leave_to_parent()
            _become(asked, files)
        close = "_close_pipe_fds"
        ends = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")
        getattr(self, close)(*(named[end] for end in ends))
        self._child_created = True


def _leave_to_parent() -> None:
    """Do nothing at the end that the parent is to do at its own, as to remove its folders."""
    registry = "_registry"  # Known to no stub, for it is not public.
    for one in getattr(weakref.finalize, registry):
        one.atexit = False


def _named(process: subprocess.Popen[Any], given: tuple[Any, ...]) -> dict[str, Any]:
    """What Popen has given its method, by name."""
    return _GIVEN.bind(process, *given).arguments


def _ours(command: list[str]) -> list[str] | None:
    """The command or a script and its arguments, of those that are forked; None of others."""
    interpreter, *rest = command
    if interpreter != sys.executable:
        return None
    if rest[:2] == ["-m", "lmapi_mock"]:
        return [_COMMAND, *rest[2:]]
    return rest if Path(rest[0]).parent == Path(sys.path[0]) else None


class _Forker:
    """The process that forks, and how it is asked to."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self._answers = self._control.makefile("r")
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno())],
                env={k: v for k, v in os.environ.items() if not k.startswith("LMAPI_")},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )

    def fork(self, asked: dict[str, Any], files: list[int]) -> int:
        """Have a command begun with these files as its input, output and errors, and one that its
        exit status is written to. Returns its number.
        """
        line = json.dumps(asked).encode()
        head = len(line).to_bytes(4, "big")
        socket.send_fds(self._control, [head], files)
        self._control.sendall(line)
        return int(self._answers.readline())

    def end(self) -> None:
        """Let the process end; those that it forked go on."""
        self._answers.close()
        self._control.close()
        self._process.wait()


@cache
def _forker() -> _Forker:
    forker = _Forker()
    atexit.register(forker.end)
    return forker


def _fork_when_asked(control: socket.socket) -> None:
    """Until nobody asks any more."""
    while True:
        head, files, _, _ = socket.recv_fds(control, 4, 4)
        if not head:
            return
        asked = json.loads(control.recv(int.from_bytes(head, "big"), socket.MSG_WAITALL))
        # One between the two knows how the command ends, and tells it.
        between = os.fork()
        if not between:
            command = os.fork()
            if not command:
                control.close()
                _become(asked, files)
            control.sendall(b"%d\n" % command)
            _report(command, files[-1])
        for file in files:
            os.close(file)
        _reap()


def _report(command: int, reported: int) -> NoReturn:
    # Neither the terminal's signals nor a pipe that it holds open may be between them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.closerange(0, reported)
    os.closerange(reported + 1, reported + 64)
    _, status = os.waitpid(command, 0)
    os.write(reported, b"%d" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def _reap() -> None:
    """Let those go that have told how their command ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            continue
    except ChildProcessError:
        return  # There is none.


def _become(asked: dict[str, Any], files: list[int]) -> NoReturn:
    """Be the command, with what a process of its own would find."""
    try:
        _put_on(asked, files)
        status = _status_of(asked["argv"][0])
    except BaseException:  # noqa: BLE001  of who has forked it nothing is to go on here
        traceback.print_exc()
        status = 1
    _end(status)


def _put_on(asked: dict[str, Any], files: list[int]) -> None:
    """Have the files, folder, variables and arguments."""
    for number, file in enumerate(files[:3]):
        os.dup2(file, number)
    for file in {*files} - {0, 1, 2}:
        os.close(file)
    # Those that are there were made for files of another kind.
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  kept open
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  kept open
    sys.stderr = open(2, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115  kept open
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["environ"])
    time.tzset()
    sys.argv = asked["argv"]


def _status_of(program: str) -> int:
    """Run the command, or a script."""
    try:
        if program == _COMMAND:
            command = importlib.import_module("lmapi_mock.__main__")
            return int(command.main())
        # As if it was begun by Python.
        sys.path.insert(0, str(Path(program).parent))
        vars(subprocess)["Popen"] = _ForkedByScript
        runpy.run_path(program, run_name="__main__")
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
            return 1
        return end.code or 0
    return 0


def _end(status: int) -> NoReturn:
    """End as the interpreter does, but give back at once what was loaded.

    Object by object, each on a page that is the forker's too, that takes longer than most commands.
    """
    wait_for_threads = "_shutdown"  # Known to no stub, for it is not public.
    getattr(threading, wait_for_threads)()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _load() -> None:
    """Load all of the package."""
    package = importlib.import_module("lmapi_mock")
    for module in pkgutil.walk_packages(package.__path__, "lmapi_mock."):
        if ".testing" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    _serve_once()
    # What was loaded is not copied by the first collection in each.
    gc.collect()
    gc.freeze()


def _serve_once() -> None:
    """Have found out what every server finds out with its first requests, which takes half of what
    most of them are there for: how tables are made, what libraries load late.
    """
    from lmapi_mock.serving.server import Server
    from lmapi_mock.settings import VICIDIAL_DOOR, read_settings

    lead = "source=test&user=6666&pass=1234&function=add_lead&phone_number=7275551212"
    with (
        Server(read_settings({"database": ":memory:", "port": "0"}, {})) as server,
        closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as client,
    ):
        for path in (f"{VICIDIAL_DOOR}?{lead}", "/__admin/world"):
            client.request("GET", path)
            answer = client.getresponse()
            answer.read()
            assert answer.status == 200


if __name__ == "__main__":
    sys.path.remove(str(Path(__file__).parent))
    _load()
    _fork_when_asked(socket.socket(fileno=int(sys.argv[1])))
