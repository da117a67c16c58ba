"""Which state of the USA, or province of Canada, a place or a ZIP code is of."""

from __future__ import annotations

import re
from typing import Final

_NAMES: Final = (
    "AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,"
    "DE Delaware,DC Washington D.C.,FL Florida,GA Georgia,HI Hawaii,ID Idaho,IL Illinois,"
    "IN Indiana,IA Iowa,KS Kansas,KY Kentucky,LA Louisiana,ME Maine,MD Maryland,MA Massachusetts,"
    "MI Michigan,MN Minnesota,MS Mississippi,MO Missouri,MT Montana,NE Nebraska,NV Nevada,"
    "NH New Hampshire,NJ New Jersey,NM New Mexico,NY New York,NC North Carolina,ND North Dakota,"
    "OH Ohio,OK Oklahoma,OR Oregon,PA Pennsylvania,RI Rhode Island,SC South Carolina,"
    "SD South Dakota,TN Tennessee,TX Texas,UT Utah,VT Vermont,VA Virginia,WA Washington State,"
    "WV West Virginia,WI Wisconsin,WY Wyoming,"
    "AB Alberta,BC British Columbia,MB Manitoba,NB New Brunswick,NL Newfoundland and Labrador,"
    "ON Ontario,QC Quebec,SK Saskatchewan"
)
STATES: Final = {name: code for code, _, name in (one.partition(" ") for one in _NAMES.split(","))}
"""States and provinces by the names that phonenumbers has for them."""

_CODES: Final = frozenset(STATES.values())

_ZIPS: Final = (
    "010-027 MA,028-029 RI,030-038 NH,039-049 ME,050-054 VT,055-055 MA,056-059 VT,060-062 CT,"
    "064-069 CT,070-089 NJ,100-149 NY,150-196 PA,197-199 DE,200-200 DC,202-205 DC,206-219 MD,"
    "220-246 VA,247-268 WV,270-289 NC,290-299 SC,300-319 GA,320-339 FL,341-349 FL,350-369 AL,"
    "370-385 TN,386-397 MS,398-399 GA,400-427 KY,430-458 OH,460-479 IN,480-499 MI,500-528 IA,"
    "530-549 WI,550-567 MN,570-577 SD,580-588 ND,590-599 MT,600-629 IL,630-658 MO,660-679 KS,"
    "680-693 NE,700-714 LA,716-729 AR,730-732 OK,734-749 OK,750-799 TX,800-816 CO,820-831 WY,"
    "832-838 ID,840-847 UT,850-865 AZ,870-884 NM,885-885 TX,889-898 NV,900-961 CA,967-968 HI,"
    "970-979 OR,980-994 WA,995-999 AK"
)
_BY_ZIP: Final = {
    f"{number:03}": one[8:]
    for one in _ZIPS.split(",")
    for number in range(int(one[:3]), int(one[4:7]) + 1)
}
"""States by a ZIP code's first three digits, where those are of one state."""


def state_named(description: str) -> str:
    """The state's code in a description of a place: `Florida`, `Austin, TX`; nothing if none is."""
    code = description.rpartition(", ")[2]
    return code if code in _CODES else STATES.get(description, "")


def state_of_zip(postal_code: str) -> str:
    """The state's code of a ZIP code, nothing where it is none or its state is not sure."""
    if not re.fullmatch(r"\d{5}(-?\d{4})?", postal_code, re.ASCII):
        return ""
    return _BY_ZIP.get(postal_code[:3], "")


def is_state(text: str) -> bool:
    """Whether a text is a state's or a province's code."""
    return text in _CODES
