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


@pytest.mark.system
@pytest.mark.rule("R24")
def test_who_agreed_before_hears_a_shorter_question_and_is_asked_all_the_same(service, noise):
    service.program("switch_on", "O")
    for process in ("voice", "worker"):
        service.start(process)
    service.wait_until((service.data / "run" / "lookup.sock").is_socket, 20, "the worker answers voice")
    service.call_all([service.order("1 wait:3 # 1 2", number=THEIRS)], noise.long)
    service.wait_until(
        lambda: service.record()["calls"] and service.taken(), 20, "the first call is in the record"
    )
    both = [service.order("2 hangup", number=number) for number in (THEIRS, ANOTHER)]
    service.call_all(both, noise.long)
    service.wait_until(
        lambda: len(service.record()["calls"]) == 3 and service.taken(), 20, "every call is in the record"
    )
    first, *later = service.record()["calls"].values()
    assert texts(first)[0] == "opening.keypad.ask_first"
    assert [row["state"] for row in first["recordings"]] == ["archived"]
    assert sorted(texts(call)[0] for call in later) == ["opening.keypad.ask_first", "question.record.known"]
    for call in later:
        assert not call["recordings"]
        assert [(event["state"], event["refused_by"]) for event in call["consents"]] == [("refused", "key")]
