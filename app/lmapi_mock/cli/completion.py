"""`lmapi-mock completion`: what a shell completes, made from the commands' own flags."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Final

from lmapi_mock.cli.parser import Parser

_DESCRIPTION: Final = """\
Print what completes commands and flags in a shell. To have it in every shell:

  bash  lmapi-mock completion bash > ~/.local/share/bash-completion/completions/lmapi-mock
  zsh   lmapi-mock completion zsh > a folder of $fpath/_lmapi-mock
  fish  lmapi-mock completion fish > ~/.config/fish/completions/lmapi-mock.fish
"""

SHELLS: Final = ("bash", "zsh", "fish")

_BASH: Final = """\
_lmapi_mock() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" words="{commands}"
    if [ "$COMP_CWORD" -gt 1 ]; then
        case "${{COMP_WORDS[1]}}" in
{cases}
            *) words="" ;;
        esac
    fi
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _lmapi_mock lmapi-mock
"""
_ZSH: Final = "#compdef lmapi-mock\nautoload -Uz bashcompinit && bashcompinit\n"


def add_parser(commands: argparse._SubParsersAction[Parser]) -> Parser:
    """Add the command; returns its parser."""
    parser = commands.add_parser(
        "completion",
        help="print what completes flags in a shell",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("shell", choices=SHELLS)
    return parser


def script(shell: str, parsers: Mapping[str, Parser]) -> str:
    """What the shell reads.

    Args:
        shell: one of SHELLS.
        parsers: of the commands, by name.
    """
    if shell == "fish":
        return _fish(parsers)
    cases = "\n".join(
        f'            {name}) words="{" ".join(_words(parser))}" ;;'
        for name, parser in parsers.items()
    )
    bash = _BASH.format(commands=" ".join(parsers), cases=cases)
    return bash if shell == "bash" else _ZSH + bash


def _words(parser: Parser) -> list[str]:
    """The flags in full, and what an argument may be, where that is known."""
    return [flag for flag in parser.flags() if flag[:2] == "--"] + parser.choices()


def _fish(parsers: Mapping[str, Parser]) -> str:
    lines = ["complete -c lmapi-mock -n __fish_use_subcommand -f -a '" + " ".join(parsers) + "'"]
    for name, parser in parsers.items():
        seen = f"complete -c lmapi-mock -n '__fish_seen_subcommand_from {name}'"
        lines += [
            f"{seen} -l {word[2:]}" if word[:2] == "--" else f"{seen} -a {word}"
            for word in _words(parser)
        ]
    return "\n".join(lines) + "\n"
