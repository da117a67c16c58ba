"""MockServer: a server in a thread of the test process, on a free port, its database in memory."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, replace
from functools import cached_property
from typing import Any, Final

from lmapi_mock.errors import LmapiMockError, NamespaceError, SettingError, StateError
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import Settings, read_settings
from lmapi_mock.store.schema.secret_columns import hidden
from lmapi_mock.store.state.rows import get_state, holds_many
from lmapi_mock.testing.served import Served
from lmapi_mock.testing.spelling import unknown

_FOR_TESTS: Final[dict[str, str | None]] = {
    "database": ":memory:",
    "port": "0",
    # Apache closes an idle connection after five seconds, at which a suite's client that begins to
    # send at that very moment fails: right in production, a riddle between two tests.
    "keep_alive": "75",
}


class MockServer(Server, Served):
    """A server for a `with` statement, with the demo data unless its settings name a seed.

        with MockServer() as server:
            requests.get(server.url, params={...})

    Args:
        settings: what the server is told; without them it keeps its leads in memory, picks a
            free port and lets connections idle, whatever `LMAPI_*` variables say.
        options: single settings beside those, by the names of `Settings`' attributes, as
            `seed="staging.yaml"` or `timezone="America/New_York"`.

    Raises:
        SettingError: there is no such setting, or a value is not accepted.
    """

    def __init__(self, settings: Settings | None = None, **options: Any) -> None:
        if settings is not None and not isinstance(settings, Settings):
            raise SettingError(
                f"MockServer is given {settings!r:.80}. Accepted: Settings, or names with values.",
                'MockServer(seed="staging.yaml") begins with your own data.',
            )
        if settings is None:
            settings = read_settings(_FOR_TESTS | {"profile": options.get("profile")}, {})
        elif "profile" in options:
            raise SettingError(
                "A profile gives settings their defaults, and these have been read.",
                'read_settings({"profile": NAME}), or MockServer(profile=NAME) without settings.',
            )
        known = [one.name for one in fields(settings)]
        for name in options.keys() - set(known):
            raise SettingError(str(unknown(f"There is no setting {name!r}.", name, known)))
        settings = replace(settings, **options)
        super().__init__(settings)
        self.token = settings.admin_token
        self._has_begun = False
        self._has_ended = False

    @property
    def base_url(self) -> str:
        """Its address, `http://127.0.0.1:40123`, without a slash at the end."""
        self._check_has_begun()
        return super().base_url

    def _check_has_begun(self) -> None:
        if not self._has_begun:
            # It listens already, so that a client would wait for an answer that never comes.
            raise LmapiMockError(
                "This MockServer has not begun, so that nobody would answer. Use it in a `with` "
                "statement: `with MockServer() as server:`."
            )

    @property
    def _holds_worlds(self) -> bool:
        """Whether it runs, and nobody else makes worlds of it."""
        return not self._has_ended and not self.worlds.are_shared

    # What every test does once is done here, not over HTTP: there the admin API would answer, and
    # FastAPI takes as long to load as all else that a first test needs.

    @cached_property
    def has_namespaces(self) -> bool:
        """Whether it can hold worlds beside its own; if not, `why_none` says why."""
        self._check_has_begun()
        if not self._holds_worlds:
            return super().has_namespaces
        try:
            self.worlds.check(self.new_namespace())
        except NamespaceError as error:
            self.why_none = f"{error} {error.hint}"
            return False
        return True

    def rows_of(self, namespace: str, table: str) -> list[dict[str, Any]]:
        """The rows of a table, its passwords hidden; as of `Served`."""
        self._check_has_begun()
        if self._holds_worlds:
            world = self.worlds.known(namespace) or self.worlds.blank(namespace)
            with suppress(StateError), world.database.transaction() as tx:
                if not holds_many(tx, [table]):
                    return list(map(dict, hidden(table, get_state(tx, [table])[table])))
        return super().rows_of(namespace, table)

    def drop(self, name: str) -> None:
        """Drop a namespace with all that it holds, whether it was ever used or not."""
        if self._holds_worlds:
            self.worlds.drop(name)
        else:
            super().drop(name)

    def run(self) -> None:
        """Serve until the process is told to end."""
        self._has_begun = True
        super().run()

    def stop(self) -> None:
        """Answer what is in flight, then end."""
        if not self._has_begun:
            self._socket.close()
            return
        self._has_ended = True
        # An open connection would keep the server waiting.
        self.connections.close()
        super().stop()
