"""multi_alt_phones: further numbers for the lead (section 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.errors import TooMuchError
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.lead import messages
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.schema.tables import vicidial_list_alt_phones
from lmapi_mock.store.sql.statements import Insert

_ALT_PHONE: Final = Insert(
    vicidial_list_alt_phones,
    ("lead_id", "phone_code", "phone_number", "alt_phone_note", "alt_phone_count"),
)


MOST: Final = 1000
"""More further numbers than this a request cannot bring: nobody has them, and each is a row."""


def is_asked(value: Mapping[str, str]) -> bool:
    """Whether anything is to be loaded: fewer than six bytes are not."""
    return php_strlen(value["multi_alt_phones"]) > 5


def load_alt_phones(call: Call) -> None:
    """One row for each record between `!`, empty ones too: `number_code_note`."""
    if not is_asked(call.value):
        return
    text = call.value["multi_alt_phones"]
    if text.count("!") >= MOST:
        raise TooMuchError(
            f"multi_alt_phones holds {text.count('!') + 1} numbers.",
            f"A request may bring {MOST}; nothing of this one was stored.",
        )
    printed = []
    for count, record in enumerate(text.split("!"), start=1):
        number, code, note = [*record.split("_"), "", ""][:3]
        call.tx.insert(
            _ALT_PHONE,
            {
                "lead_id": call.lead_id,
                "phone_code": code or "1",
                "phone_number": number,
                "alt_phone_note": note,
                "alt_phone_count": count,
            },
        )
        printed.append(f"{number}|{code}|{note}")
    call.say(
        messages.ALT_PHONES_LOADED,
        records="".join(printed),
        rows=len(printed),
        lead_id=call.lead_id,
    )
