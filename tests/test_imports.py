"""What is imported late: nobody looks for garbage meanwhile, and a user's own choice is kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from lmapi_mock.imports import imported_once


@pytest.fixture(params=[True, False], ids=["on", "off"])
def is_on(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Whether garbage is looked for."""
    before = gc.isenabled()
    (gc.enable if request.param else gc.disable)()
    yield request.param
    (gc.enable if before else gc.disable)()


def test_no_garbage_is_looked_for_while_modules_are_loaded(is_on: bool) -> None:
    with imported_once():
        assert not gc.isenabled()
    assert gc.isenabled() is is_on


def test_nor_does_an_import_that_fails_change_it(is_on: bool) -> None:
    with pytest.raises(ModuleNotFoundError), imported_once():
        raise ModuleNotFoundError
    assert gc.isenabled() is is_on
