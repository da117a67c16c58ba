"""A client that tries again, as many are written."""

import requests


def push(url: str, lead: dict[str, str], tries: int = 3) -> int:
    """Push a lead; returns its number."""
    for left in reversed(range(tries)):
        try:
            answer = requests.post(url, data=lead, timeout=10)
            answer.raise_for_status()
        except requests.RequestException:
            if left == 0:
                raise
            continue  # wrong: the lead may be stored, and only its answer lost
        if answer.text.startswith("SUCCESS: add_lead"):
            return int(answer.text.strip().split("|")[3])
        raise RuntimeError(answer.text)
    raise ValueError("tries is 0")
