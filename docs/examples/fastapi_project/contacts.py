"""A service that takes contacts and pushes them into the dialer, behind its caller's back."""

import logging
import os
from typing import Annotated

import httpx
from fastapi import BackgroundTasks, Depends, FastAPI
from pydantic import BaseModel, Field

log = logging.getLogger(__name__)
app = FastAPI()


class Dialer:
    """The dialer's lead API; `url` is the whole address of its lmapi.php."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._url = url
        self._login = {"user": user, "pass": password, "source": "api", "function": "add_lead"}

    async def push(self, lead: dict[str, str]) -> None:
        """Push a lead, and log it if the dialer does not take it."""
        try:
            async with httpx.AsyncClient(timeout=5) as client:
                answer = await client.post(self._url, data=self._login | lead)
        except httpx.HTTPError as error:
            log.warning("%s: the dialer does not answer: %r", lead["phone_number"], error)
            return
        if not answer.text.startswith("SUCCESS:"):
            log.warning("%s: %s", lead["phone_number"], answer.text.strip())


def dialer() -> Dialer:
    """The dialer of this installation."""
    return Dialer(
        os.environ["DIALER_URL"], os.environ["DIALER_USER"], os.environ["DIALER_PASSWORD"]
    )


class Contact(BaseModel):
    """Who is to be called."""

    name: str
    phone: str = Field(pattern=r"^\d{10}$")


@app.post("/contacts", status_code=202)
async def take(
    contact: Contact, later: BackgroundTasks, to: Annotated[Dialer, Depends(dialer)]
) -> None:
    """Take a contact; its lead is pushed when the caller has gone."""
    lead = {"phone_number": contact.phone, "last_name": contact.name, "list_id": "102"}
    later.add_task(to.push, lead)
