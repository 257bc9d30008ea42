"""A caller on the phone answers three purposes each by itself, and takes a receipt along."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.system, pytest.mark.long]


@pytest.mark.rule("R16")
@pytest.mark.rule("R11")
def test_the_three_purpose_caller_hears_each_question_and_a_code(service, noise):
    service.program("switch_on", "O", "quality", "recognise")
    service.start("voice")
    service.start("worker")
    (heard,) = service.call_all([service.order("1 wait:3 # 1 1 2 1", number="+493023125047")], noise.long)
    assert heard.ended_by == "far end"
    service.wait_until(lambda: service.record()["calls"] and service.taken(), 40, "the call is taken over")
    (call,) = service.record()["calls"].values()
    said = [text["text"] for _, text in call["texts"]]
    rest = said[said.index("reason.noted") :]
    assert rest == [
        "reason.noted",
        "offer.quality",
        "offer.recognise",
        "receipt.offer",
        "receipt.code",
        "goodbye.recorded",
    ]
    states = {event["purpose"]: (event["state"], event["refused_by"]) for event in call["consents"]}
    assert states == {
        "record_matter": ("given", ""),
        "quality": ("given", ""),
        "recognise": ("refused", "key"),
    }
    assert [row["state"] for row in call["recordings"]] == ["archived"]
    assert call["recordings"][0]["uses"] == ["quality", "record_matter"]
    assert call["receipts"] == 1
    assert "PROVEN" in service.proven_log()
