"""A wish is listed by what it is and what comes next; nothing in the row leads to a number."""

from __future__ import annotations

from dataclasses import replace

from rufschutz.console.objections.sheets import row
from rufschutz.core.consent.preferences import WishView
from rufschutz.domain.call.facts import Preference
from rufschutz.domain.ids import ArtefactId, RuleId
from rufschutz.domain.moments import Millis

NOW = Millis(1_790_000_000_000)
ZONE = "Europe/Berlin"
NEVER = WishView(
    id=ArtefactId("1" * 32),
    preference=Preference.NEVER_RECORD,
    method="dtmf",
    set_at=NOW,
    reviewed_at=NOW,
    rule=RuleId("r"),
    due_at=Millis(1_821_564_000_000),
)


def test_one_that_ends_by_itself_tells_when() -> None:
    told = row(NEVER, NOW, ZONE)
    assert (told.since, told.how, told.late) == ("21.09.2026", "per Taste im Anruf", False)
    assert told.then == "endet von selbst am 21.09.2027, ohne neuen Anruf"


def test_an_objection_tells_by_when_it_is_to_be_confirmed_and_whether_that_is_past() -> None:
    objection = replace(NEVER, preference=Preference.NO_ADVERTISING, review_at=Millis(1_853_272_800_000))
    assert row(objection, NOW, ZONE).then.startswith("zu bestätigen bis 2")
    assert not row(objection, NOW, ZONE).late
    assert row(objection, Millis(1_853_272_800_000), ZONE).late
