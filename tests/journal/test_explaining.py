"""Why a request ended as it did, where that is not the stage that broke off."""

from __future__ import annotations

from typing import Any

from client import Mock


def last(demo: Mock) -> dict[str, Any]:
    """All that is known of the newest request."""
    newest = demo.admin("GET", "/requests?limit=1").json["requests"][0]["id"]
    found: dict[str, Any] = demo.admin("GET", f"/requests/{newest}").json
    return found


def test_a_call_of_no_function_is_refused_and_says_why(demo: Mock) -> None:
    demo.documented(function="add_leads")
    told = last(demo)
    assert told["verdict"] == "refused by no_function"
    assert told["refusal"]["remedy"] == "Send function=add_lead."
    assert told["stages"][-1]["verdict"] == "refused"


def test_what_another_function_does_for_one_is_told_with_the_stage_that_had_it_done(
    demo: Mock,
) -> None:
    new = {"list_id": "4242", "list_name": "New List", "campaign_id": "SALES"}
    sent = {"function": "update_list", "insert_if_not_found": "Y", **new}
    assert "LIST HAS BEEN ADDED" in demo.documented(**sent)
    told = last(demo)
    assert (told["verdict"], told["refusal"]) == ("answered 200", None)
    stages = {one["name"]: one["verdict"] for one in told["stages"]}
    assert (stages["find_list"], stages["change_fields"]) == ("said", "not reached")

    allowed = {"api_allowed_functions": " update_list "}
    assert demo.admin("PATCH", "/tables/vicidial_users/1", allowed).status == 200
    assert "DOES NOT HAVE PERMISSION" in demo.documented(**sent | {"list_id": "4243"})
    told = last(demo)
    assert (told["verdict"], told["refusal"]["stage"]) == ("refused by find_list", "find_list")
