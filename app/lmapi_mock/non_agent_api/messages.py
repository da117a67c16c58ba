"""What the endpoint says before and beside add_lead (section 4), in both dialects."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.outcome import Message

LOGIN_INCORRECT: Final = Message(
    "ERROR", "Login incorrect, please try again", ": |{user}|{password}|BAD|"
)
LOGIN_LOCKED: Final = Message(
    "ERROR", "Too many login attempts, try again in 15 minutes", ": |{user}|LOCK|"
)
IP_NOT_ALLOWED: Final = Message(
    "ERROR", "Your IP Address is not allowed", ": {remote_ip}: ||IPBLOCK|"
)
GROUP_UNKNOWN: Final = Message(
    "ERROR", "user_group DOES NOT EXIST", ": |{user}|{user_group}|", logged=""
)
NO_FUNCTION: Final = Message("ERROR", "NO FUNCTION SPECIFIED", "", logged="")

VERSION: Final = (
    "VERSION: 2.14-202|BUILD: 250720-1841|DATE: {date}|EPOCH: {epoch}|DST: {dst}"
    "|TZ: {tz}|TZNOW: {tz_now}|\n"
)
TEAPOT: Final = "Coffee: {function}|Error 418 I'm a teapot"
