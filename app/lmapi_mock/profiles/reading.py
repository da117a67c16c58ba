"""Profiles by name, which come with the package, and those of files."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from pathlib import Path
from typing import Final

from lmapi_mock.errors import SettingError

_FOLDER: Final = Path(__file__).parent


def built_in() -> dict[str, Path]:
    """The file by name of each profile that comes with the package."""
    return {file.stem: file for file in sorted(_FOLDER.glob("*.yaml"))}


def read_profile(wanted: str, known: Collection[str]) -> dict[str, str]:
    """The texts of a profile's settings, by name.

    Args:
        wanted: the name of a profile, or a YAML or JSON file: a mapping from names of settings to
            what their flags would say.
        known: the settings that a profile may have.

    Raises:
        SettingError: there is neither such a profile nor such a file, or it is none.
    """
    # Who names no profile does without.
    import yaml  # noqa: PLC0415  see above

    file = _file_of(wanted)
    try:
        # Without any meaning of its own for `no`, 2.10 or 2026-01-01: a flag has texts too.
        content = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506  texts only
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingError(f"The profile {file} cannot be read: {error}.") from error
    if not isinstance(content, dict):
        raise SettingError(
            f"The profile {file} is no mapping.", "Give a line for each setting, as url_limit: 4094"
        )
    for name, value in content.items():
        if name not in known:
            near = difflib.get_close_matches(str(name), known, 1, cutoff=0.6)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise SettingError(
                f"The profile {file} has {name!r}, which no profile may have.{meant}",
                f"Accepted: {', '.join(known)}.",
            )
        if not isinstance(value, str):
            raise SettingError(
                f"The profile {file} has no text for {name}.",
                "Write it as its flag has it, in one line.",
            )
    return content


def _file_of(wanted: str) -> Path:
    names = built_in()
    if wanted in names:
        return names[wanted]
    file = Path(wanted).expanduser()
    if file.is_file():
        return file
    near = difflib.get_close_matches(wanted, names, 1, cutoff=0.6)
    meant = f" Did you mean {near[0]}?" if near else ""
    raise SettingError(
        f"There is no profile {wanted!r}, and no such file.{meant}",
        f"Profiles: {', '.join(names)}; or a YAML or JSON file of settings.",
    )
