"""A function that is not imitated, stubbed by a fault."""


def test_music_on_hold(lmapi):
    lmapi.fault(200, body="default|Default", function="moh_list")
    assert lmapi.call("moh_list").text == "default|Default"
