"""YAML as a state file. Loaded only when there is one, for PyYAML takes its time.

What is written without quotes is text as it stands, for the column to make of it what MariaDB
makes of text: `0123`, `-5.00`, `2026-03-08`, `12:30`, `Y` and `no` mean themselves, and `1` in an
enum('0','1') is the member, not the first. Only `null`, `~` and nothing are NULL. `true` and
`false` are refused as in JSON, for no column holds them. Anchors, aliases and merges (`<<`) work.
"""

from __future__ import annotations

from typing import Any, Final

import yaml

from lmapi_mock.store.state.json_file import Misread, line_and_column

_TEXT: Final = "tag:yaml.org,2002:str"
_TAGS: Final = frozenset({_TEXT, "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})
_PLAIN: Final = {
    **dict.fromkeys(["", "~", "null", "Null", "NULL"]),
    **dict.fromkeys(["true", "True", "TRUE"], True),
    **dict.fromkeys(["false", "False", "FALSE"], False),
}
"""What text without quotes is, where it is not itself."""

_OPEN: Final = object()
Pairs = dict[str, tuple[yaml.Node, yaml.Node]]


def read(text: str) -> Any:
    """The content of a YAML file.

    Raises:
        Misread: it is none, a mapping in it has a key twice, or a tag is used.
    """
    try:
        return _value(_composed(text), {})
    except RecursionError as error:
        raise Misread("Things are nested too deep") from error


def position(text: str, place: tuple[str | int, ...], *, of_key: bool) -> tuple[int, int]:
    """Line and column, from 1, of a value in a YAML file that has been read.

    Args:
        text: the file's content.
        place: keys and positions that lead to the value.
        of_key: find the last key instead of its value.
    """
    key = node = _composed(text)
    for part in place:
        if isinstance(node, yaml.MappingNode):
            key, node = _pairs(node)[str(part)]
        else:
            key = node = node.value[part]
    mark = (key if of_key else node).start_mark
    return mark.line + 1, mark.column + 1


def _composed(text: str) -> yaml.Node:
    """The file's nodes, every scalar a text."""
    # The loader in C reads ten times faster; some systems' PyYAML is without.
    loader = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=loader)
    except yaml.reader.ReaderError as error:
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        where = line_and_column(text, found.start()) if found else (1, 1)
        raise Misread("A character that YAML does not allow", *where) from error
    except yaml.MarkedYAMLError as error:
        said = ", ".join(filter(None, [error.context, error.problem]))
        mark = error.problem_mark or error.context_mark
        where = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise Misread(said, *where) from error
    if node is None:
        raise Misread("The file is empty")
    return node


def _misread(message: str, node: yaml.Node) -> Misread:
    return Misread(message, node.start_mark.line + 1, node.start_mark.column + 1)


def _value(node: yaml.Node, made: dict[int, Any]) -> Any:
    """What a node holds; what several aliases stand for is made once."""
    if node.tag not in _TAGS:
        raise _misread(f"The tag {node.tag!r} means nothing here", node)
    if isinstance(node, yaml.ScalarNode):
        return node.value if node.style else _PLAIN.get(node.value, node.value)
    if id(node) in made:
        if made[id(node)] is _OPEN:
            raise _misread("This holds itself", node)
        return made[id(node)]
    made[id(node)] = _OPEN
    value: Any
    if isinstance(node, yaml.MappingNode):
        value = {key: _value(held, made) for key, (_, held) in _pairs(node).items()}
    else:
        value = [_value(held, made) for held in node.value]
    made[id(node)] = value
    return value


def _pairs(node: yaml.MappingNode) -> Pairs:
    """Key and value of each member by key; what is merged in comes first and is overridden."""
    merged: Pairs = {}
    own: Pairs = {}
    for key, held in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _misread("A key is text", key)
        if key.value == "<<" and not key.style:
            for one in held.value if isinstance(held, yaml.SequenceNode) else [held]:
                if not isinstance(one, yaml.MappingNode):
                    raise _misread("What is merged is a mapping", one)
                merged = _pairs(one) | merged
        elif key.value in own:
            raise _misread(f"{key.value!r} is there twice", key)
        else:
            own[key.value] = key, held
    return merged | own
