"""What the bodies of the admin API have in common: a key that is not known is told by name."""

from __future__ import annotations

import difflib
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

UNKNOWN_KEY: Final = "unknown_key"
"""The type of the error; its context holds `hint`, what is accepted instead."""


class Body(BaseModel):
    """A JSON object whose keys are the model's, and no others."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _names_known_keys(cls, body: Any) -> Any:
        """Refuse an unknown key with the nearest known one; pydantic alone names neither."""
        if not isinstance(body, dict):
            return body
        known = [field.alias or name for name, field in cls.model_fields.items()]
        for key in (key for key in body if key not in known):
            near = difflib.get_close_matches(str(key).lower(), known, n=1)
            meant = f"Did you mean {near[0]}? " if near else ""
            context = {"key": repr(key), "hint": f"{meant}Accepted: {', '.join(known)}."}
            raise PydanticCustomError(UNKNOWN_KEY, "unknown key {key}", context)
        return body
