"""How the command line is read: flags in full only, and what was meant by a misspelt one."""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Iterable
from typing import Any, Final, NoReturn

_CHOICES: Final = re.compile(r"invalid choice: '?(?P<given>[^' ]+)'? \(choose from (?P<known>.*)\)")


class Parser(argparse.ArgumentParser):
    """Refuses abbreviations, which a later flag could make ambiguous, and says what was meant."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"allow_abbrev": False, **options})

    def error(self, message: str) -> NoReturn:
        """Say how the command is used, what is wrong with it, and what was perhaps meant."""
        found = _CHOICES.search(message)
        if found is not None:
            known = re.findall(r"[\w-]+", found["known"])
            message += did_you_mean(found["given"], known)
        super().error(message)

    def flags(self) -> list[str]:
        """Every flag."""
        return [flag for action in self._actions for flag in action.option_strings]

    def choices(self) -> list[str]:
        """What an argument may be, of those that may be a few things only."""
        return [str(one) for action in self._actions for one in action.choices or ()]

    def refuse(self, rest: list[str]) -> NoReturn:
        """Say of arguments that nobody reads which ones they are, and what was meant."""
        meant = "".join(
            did_you_mean(one.partition("=")[0], self.flags()) for one in rest if one[:2] == "--"
        )
        self.error(f"unrecognized arguments: {' '.join(rest)}{meant}")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`. Did you mean --port?`, or nothing where no name is near."""
    near = difflib.get_close_matches(word, list(known), 1, cutoff=0.7)
    return f". Did you mean {near[0]}?" if near else ""
