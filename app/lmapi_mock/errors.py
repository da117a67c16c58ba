"""What can go wrong outside the imitated answers.

    LmapiMockError
    ├── SettingError        a setting has a value that is not accepted; stops the start
    ├── SeedError           a seed file cannot be read or holds what no table holds
    ├── FileError           a CSV file cannot be read or written, or does not fit its table
    ├── DatabaseError       the database cannot be opened, migrated or used
    └── StateError          a state given to the admin API names what does not exist; a 422

A refusal of the imitated endpoint is no error: see `lmapi_mock.non_agent_api.outcome.Refusal`.
"""

from __future__ import annotations


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
    """A CSV file cannot be read or written, or its header is not its table's."""


class DatabaseError(LmapiMockError):
    """The database cannot be opened, migrated or used."""


class StateError(LmapiMockError):
    """A state or query names a table or column that is not there, or a value it cannot hold."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.code = code
