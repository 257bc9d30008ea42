"""A child leaves a message and says to be one: nothing of the voice stays anywhere."""

from __future__ import annotations

import pytest

CHILD = "1 play # 2 wait:3 hangup"


@pytest.mark.system
@pytest.mark.long
@pytest.mark.rule("R110")
@pytest.mark.rule("R22")
def test_what_a_child_said_is_gone_before_the_child_is_answered(service, noise):
    service.run("lines", "set", "praxis", "--reasons", "appointment,minor")
    for process in ("voice", "worker"):
        service.start(process)
    (transcript,) = service.call_all([service.order(CHILD, noise.samples)])
    assert transcript.undone == ()
    service.wait_until(service.taken, 20, "the worker took everything")

    (call,) = service.record()["calls"].values()
    assert call["outcome"] == "minor_or_third_voice"
    assert [change["state"] for change in call["consents"]] == ["given", "invalidated"]
    assert [row["state"] for row in call["recordings"]] == ["destroyed_before_storage"]
    assert call["texts"][-1][1]["text"] == "minor.keypad"
    assert not noise.found_in([service.data, service.temporary])
