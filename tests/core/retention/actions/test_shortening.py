"""A shorter rule reaches what is stored already, a longer one never does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.calls.models import Call
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.matters.models import Matter
from rufschutz.core.purposes.policy import retention_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.recordings.models import Recording, Use
from rufschutz.core.retention.actions import shorten, withdraw_unattended
from rufschutz.domain.consent.withdrawal import Method
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.moments import DAY, Millis, Period, end_of


def under(office, **periods):
    """The office's rules with other periods (and caps) for some kinds of data."""
    rules = office.desk.rules(office.tenant)
    policy = shipped_policy("O")
    for kind, period in periods.items():
        policy = policy.with_period(kind, period)
    capped = tuple(
        replace(rule, cap=periods[rule.kind]) if rule.kind in periods and rule.cap else rule
        for rule in policy.rules
    )
    return replace(rules, policy=retention_policy(replace(policy, rules=capped)))


@pytest.fixture
def caller(callcentre):
    """For the matter 14 days, for quality 30; asked to be called back."""
    caller = callcentre.call().start().yes(promised="P14D").record().speak().also("quality")
    caller.keep().ask_back().end("yes_and_recorded")
    callcentre.take()
    callcentre.archive()
    return caller


def ends(office, days):
    zone = office.desk.rules(office.tenant).zone
    return end_of(Period(days=days), Millis(Recording.objects.get().started_at), zone)


def dates():
    """Every moment at which something stored is due, by table and row."""
    found = {}
    for model, columns in (
        (Use, ("due_at",)),
        (Recording, ("due_at",)),
        (Call, ("due_at", "number_due_at")),
        (Matter, ("due_at", "number_due_at")),
        (ConsentEvent, ("due_at",)),
    ):
        for row in model.objects.values_list("pk", *columns):
            found |= {(model.__name__, row[0], name): at for name, at in zip(columns, row[1:], strict=True)}
    return found


@pytest.mark.usefixtures("scope", "caller")
@pytest.mark.rule("R98")
def test_from_14_to_3_days_what_is_stored_is_due_earlier(callcentre):
    assert shorten(callcentre.tenant, under(callcentre, recording_matter="P3D")) == 1
    use = Use.objects.get(purpose="record_matter")
    assert (use.due_at, use.rule) == (ends(callcentre, 3), "recording_matter/P3D")
    assert use.promised_until == ends(callcentre, 14)
    assert Recording.objects.get().due_at == ends(callcentre, 30)


@pytest.mark.usefixtures("scope", "caller")
@pytest.mark.rule("R98")
def test_the_recording_is_due_with_the_last_of_its_uses(callcentre):
    shorten(callcentre.tenant, under(callcentre, recording_matter="P3D", recording_quality="P7D"))
    row = Recording.objects.get()
    assert (row.due_at, row.rule) == (ends(callcentre, 7), "recording_quality/P7D")


@pytest.mark.usefixtures("scope", "caller")
@pytest.mark.rule("R98")
def test_longer_periods_move_nothing(callcentre):
    before = dates()
    longer = under(callcentre, recording_matter="P28D", recording_quality="P30D", consent_given="P6Y")
    assert shorten(callcentre.tenant, longer) == 0
    assert dates() == before


@pytest.mark.usefixtures("scope", "caller")
@pytest.mark.rule("R98")
def test_the_same_rules_move_nothing(callcentre, owner):
    withdraw_unattended(
        callcentre.tenant, Call.objects.get().id, [PurposeId("quality")], Method.API,
        callcentre.desk.keys, callcentre.place, Millis(callcentre.now + DAY),
    )  # fmt: skip
    before = dates()
    assert shorten(callcentre.tenant, callcentre.desk.rules(callcentre.tenant)) == 0
    assert dates() == before


@pytest.mark.usefixtures("scope", "caller")
@pytest.mark.rule("R98")
@pytest.mark.parametrize(
    ("kind", "period", "moved"),
    [
        ("call_metadata", "P3D", ("Call", "due_at")),
        ("matter", "P3D", ("Matter", "due_at")),
        ("callback_number", "P3D", ("Matter", "number_due_at")),
        ("consent_given", "P3D", ("ConsentEvent", "due_at")),
    ],
)
def test_what_tells_of_a_call_is_due_earlier_as_well(callcentre, kind, period, moved):
    before = dates()
    assert shorten(callcentre.tenant, under(callcentre, **{kind: period})) >= 1
    after = dates()
    assert all(after[place] <= before[place] for place in before if before[place] is not None)
    earlier = {(place[0], place[2]) for place in before if before[place] != after[place]}
    assert moved in earlier


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R98")
def test_what_keeps_nothing_ends_with_each_call_itself(callcentre):
    for name in "123":
        callcentre.recorded(name)
    callcentre.call("4").start().no().ask_back().end("refused")
    callcentre.take()
    ended = dict(Call.objects.values_list("id", "ended_at"))
    assert len(set(ended.values())) > 1
    shorten(callcentre.tenant, under(callcentre, call_metadata="P0D"))
    assert dict(Call.objects.values_list("id", "due_at")) == ended


@pytest.mark.usefixtures("scope", "caller")
def test_a_use_that_ended_is_left_alone(callcentre):
    Use.objects.filter(purpose="quality").update(ended_at=5)
    due = Use.objects.get(purpose="quality").due_at
    shorten(callcentre.tenant, under(callcentre, recording_quality="P1D"))
    assert Use.objects.get(purpose="quality").due_at == due


@pytest.mark.usefixtures("scope", "caller")
def test_another_controllers_things_are_not_touched(callcentre, other_tenant):
    before = dates()
    assert shorten(other_tenant, under(callcentre, recording_matter="P1D")) == 0
    assert dates() == before
