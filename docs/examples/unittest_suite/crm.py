"""The code under test: a CRM that pushes its contacts into the dialer."""

import urllib.parse
import urllib.request


class Refused(Exception):
    """The dialer said no; the message is its line."""


class Dialer:
    """A dialer's lead API; `url` is the whole address of its lmapi.php."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._url = url
        self._login = {"user": user, "pass": password, "source": "crm", "function": "add_lead"}

    def push(self, contact: dict[str, str]) -> None:
        """Push a contact, parameters of add_lead by name."""
        form = urllib.parse.urlencode(self._login | contact).encode()
        with urllib.request.urlopen(self._url, form, timeout=10) as answer:
            text = answer.read().decode()
        # A NOTICE may stand before or after it, and refusals have status 200 too.
        if not any(line.startswith("SUCCESS:") for line in text.splitlines()):
            raise Refused(text.strip())
