"""Whether an admin call may give values that a column changes (`?lenient=yes`)."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Query, Request

from lmapi_mock.mariadb.fit import Fit
from lmapi_mock.settings import Settings


async def _fit(
    request: Request,
    lenient: Annotated[
        Literal["yes", "no"] | None,
        Query(
            description="Whether values that a column would change, as `maybe` for an enum or a"
            " date that is none, are stored as MariaDB stores them; else they are refused. Where"
            " it is left out, the server's --lenient counts."
        ),
    ] = None,
) -> Fit:
    settings: Settings = request.app.state.settings
    is_lenient = settings.lenient if lenient is None else lenient == "yes"
    return Fit.ANY if is_lenient else Fit.EXACT


Fitting = Annotated[Fit, Depends(_fit)]
"""What becomes of values that a column would change, as a handler's parameter."""
