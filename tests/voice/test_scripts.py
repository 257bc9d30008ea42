from __future__ import annotations

from rufschutz.domain.call.commands import Language, Speed
from rufschutz.domain.moments import DAY
from rufschutz.voice.scripts import OPENING_WITHOUT_RECORDING, Caller, script_for

KNOWN = Caller("+493023125047", withheld=False)


def test_the_script_is_the_plan_and_the_caller(kit):
    script = script_for(kit.plan, "call-1", KNOWN, now=0)
    assert (script.tenant, script.line, script.plan) == ("tenant-1", "line-1", "plan-1")
    assert script.number == "+493023125047"
    assert script.recording.promised_end == "1970-01-08"
    assert script.opening == script.recording.question
    said = kit.plan.texts["answer.yes"].utterances["en.slow"]
    assert script.spoken["answer.yes", Language.EN, Speed.SLOW].text_sha256 == said.text_sha256


def test_a_withheld_number_never_reaches_the_script(kit):
    script = script_for(kit.plan, "call-1", Caller("+493023125047", withheld=True), now=0)
    assert script.number is None
    assert script.withheld


def test_an_expired_plan_still_answers_but_records_nothing(kit):
    kit.publish(not_after=DAY)
    script = script_for(kit.plan, "call-1", KNOWN, now=DAY)
    assert script.recording is None
    assert script.opening == OPENING_WITHOUT_RECORDING


def test_the_promise_ends_on_a_day_of_the_tenants_zone(kit):
    shortly_before_midnight_utc = 1_893_542_100_000  # 2030-01-01T23:15Z is already the 2nd in Berlin
    script = script_for(kit.plan, "call-1", KNOWN, now=shortly_before_midnight_utc)
    assert script.recording.promised_end == "2030-01-09"
