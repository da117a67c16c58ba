"""The code under test: it tells apart what can go wrong."""

import requests


def push(url: str, lead: dict[str, str], timeout: float = 10) -> str:
    """What became of a lead: added, duplicate, refused, or unknown."""
    login = {"user": "6666", "pass": "1234", "source": "crm", "function": "add_lead"}
    try:
        text = requests.post(url, data=login | lead, timeout=timeout).text
    except requests.RequestException:
        return "unknown"
    if text.startswith("SUCCESS:"):
        return "added"
    if text.startswith("ERROR: add_lead DUPLICATE"):
        return "duplicate"
    return "refused" if text.startswith("ERROR:") else "unknown"
