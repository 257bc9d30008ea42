"""Callers on the phone answer three purposes each by itself: a recording, another use of it, a receipt."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.system, pytest.mark.long]

WITH_CODE = ["receipt.offer", "receipt.code", "goodbye.recorded"]
WITHOUT = ["receipt.offer", "goodbye.recorded"]


@pytest.mark.rule("R16")
@pytest.mark.rule("R11")
def test_the_three_purpose_caller_hears_each_question_and_a_code(service, noise):
    service.program("switch_on", "O", "quality")
    service.start("voice")
    service.start("worker")
    orders = [
        service.order("1 wait:3 # 1 1 2", number="+493023125047"),
        service.order("1 wait:3 # 1 2 1", number="+493023125048"),
    ]
    assert {heard.ended_by for heard in service.call_all(orders, noise.long)} == {"far end"}
    service.wait_until(
        lambda: len(service.record()["calls"]) == 2 and service.taken(), 40, "the calls are taken over"
    )
    calls = service.record()["calls"].values()
    found = sorted((_answers(call) for call in calls), key=lambda answers: answers["quality"])
    assert found == [
        {"record_matter": ("given", ""), "quality": ("given", "")},
        {"record_matter": ("given", ""), "quality": ("refused", "key")},
    ]
    for call in calls:
        used, said = _answers(call)["quality"][0] == "given", [text["text"] for _, text in call["texts"]]
        rest = said[said.index("reason.noted") :]
        assert rest == ["reason.noted", "offer.quality", *(WITHOUT if used else WITH_CODE)]
        (recording,) = call["recordings"]
        assert recording["state"] == "archived"
        assert recording["uses"] == (["quality", "record_matter"] if used else ["record_matter"])
        assert call["receipts"] == (0 if used else 1)
    assert "PROVEN" in service.proven_log()


def _answers(call) -> dict[str, tuple[str, str]]:
    return {event["purpose"]: (event["state"], event["refused_by"]) for event in call["consents"]}
