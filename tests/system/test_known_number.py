"""Who once said never to be recorded is not asked again from that number; whoever else calls is."""

from __future__ import annotations

import pytest

WISHES = "5s:* 7s:* 14s:1 16s:hangup"
THEIRS, ANOTHER = "+493023125047", "+493023125048"


def texts(call) -> list[str]:
    return [detail["text"] for _, detail in call["texts"]]


@pytest.mark.system
@pytest.mark.long
@pytest.mark.rule("R24")
@pytest.mark.rule("R17")
def test_a_number_with_an_objection_is_never_asked_again_unless_nobody_can_be_asked_in_time(service):
    for process in ("voice", "worker"):
        service.start(process)
    service.wait_until((service.data / "run" / "lookup.sock").is_socket, 20, "the worker answers voice")
    service.call_all([service.order(WISHES, number=THEIRS)])
    service.wait_until(service.taken, 15, "the wish is in the record")
    service.call_all([service.order("3s:hangup", number=number) for number in (THEIRS, ANOTHER)])
    service.kill("worker")
    service.call_all([service.order("3s:hangup", number=THEIRS)])
    service.start("worker")
    service.wait_until(service.taken, 20, "every call is in the record")

    wish, *later = service.record()["calls"].values()
    assert texts(wish)[-2:] == ["preference.never_record.ask", "preference.never_record.done"]
    asked, never = ["opening.keypad.ask_first"], ["opening.keypad.never"]
    assert sorted(map(texts, later)) == [asked, asked, never]
    assert texts(later[-1]) == asked
    assert THEIRS[-9:] not in service.log("voice") + service.log("worker")
