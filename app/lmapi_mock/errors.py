"""What can go wrong outside the imitated answers.

    LmapiMockError
    ├── SettingError        a setting has a value that is not accepted; stops the start
    ├── SeedError           a seed file cannot be read or holds what no table holds
    ├── FileError           a CSV file cannot be read or written, or does not fit its table
    ├── DatabaseError       the database cannot be opened, migrated or used
    │   └── RowsHeldError   another session holds rows that are needed; to be tried once more
    ├── TooMuchError        a request asks for more than anybody needs; a 413
    └── AdminError          a call of the admin API is refused
        ├── StateError      a state names what does not exist; a 422
        ├── PatternError    a pattern or a fault rule is not understood; a 422
        ├── JournalError    the journal has dropped what it would have to look at; a 409
        ├── NamespaceError  a namespace cannot be had; a 409
        └── UnknownError    what is named is not there; a 404

A refusal of the imitated endpoint is no error: see `lmapi_mock.non_agent_api.core.outcome.Refusal`.
"""

from __future__ import annotations

from typing import Final

PLACE: Final = "x-lmapi-place"
"""The header that says where in a body something is wrong, as a JSON list of keys and numbers.

The form of an error is a contract, which has no room for it.
"""


class LmapiMockError(Exception):
    """Base of all; the text says what happened, and `hint` what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class SettingError(LmapiMockError):
    """A setting is not what is accepted; the text names it, its value and what is."""


class SeedError(LmapiMockError):
    """A seed file cannot be used; the text names the file and the place in it."""


class FileError(LmapiMockError):
    """A file cannot be read or written, or is not what it has to be."""


class DatabaseError(LmapiMockError):
    """The database cannot be opened, migrated or used.

    The text is for the server's own log and for whoever starts it: it may name the database's
    address.

    Args:
        message: what happened, with all that is known.
        hint: what to do about it.
        told: what a caller is told of it, who may be a stranger.
    """

    def __init__(
        self, message: str, hint: str = "", *, told: str = "The database cannot be used now."
    ) -> None:
        super().__init__(message, hint)
        self.told = told


class RefusedRowError(DatabaseError):
    """A trigger of the database's own refuses what one request stores; others are not concerned."""


class RowsHeldError(DatabaseError):
    """Another session holds rows or tables that are needed, and nobody has waited for them."""


class TooMuchError(LmapiMockError):
    """A request asks for more than anybody needs; nothing of it is stored."""


class AdminError(LmapiMockError):
    """A call of the admin API that is refused: `code` is for programs, `status` is HTTP's."""

    status = 422

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.code = code


class StateError(AdminError):
    """A state or query names a table or column that is not there, or a value it cannot hold.

    Args:
        code: for programs.
        message: what is wrong.
        hint: what to do about it.
        place: where in the state, as keys and positions: `("tables", "vicidial_list", 0, "user")`.
            Empty where no single place is wrong.
        also: a second place, which does not go together with the first.
    """

    def __init__(
        self,
        code: str,
        message: str,
        hint: str = "",
        *,
        place: tuple[str | int, ...] = (),
        also: tuple[str | int, ...] = (),
    ) -> None:
        super().__init__(code, message, hint)
        self.place = place
        self.also = also

    @property
    def names_unknown(self) -> bool:
        """Whether the last key of the place is what is wrong, rather than its value."""
        return self.code in {"unknown_table", "unknown_column"}


class PatternError(AdminError):
    """A pattern or a fault rule is not understood; the text names the place in it."""


class JournalError(AdminError):
    """The journal cannot say what it was asked."""

    status = 409


class NamespaceError(AdminError):
    """A namespace cannot be had: its name, how many there are, or this server's database."""

    status = 409


class UnknownError(AdminError):
    """What is named is not there."""

    status = 404
