"""The second person reads what is asked for, how many things it reaches, and what happens then."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rufschutz.console.approvals.telling import TELLERS
from rufschutz.console.holds.telling import told
from rufschutz.domain.approval.subject import Subject

SUBJECTS = [Subject.PLACE_HOLD, Subject.RENEW_HOLD, Subject.RELEASE_HOLD, Subject.LIFT_RESTRICTION]
DOCUMENT = '{"claim":"Schadensersatz","ends_at":1798153200000,"kind":"legal_hold","opponent":""}'


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_request_about_a_hold_tells_itself(subject):
    card = SimpleNamespace(subject=subject, count=7, document=DOCUMENT)
    said = told(card, SimpleNamespace(zone="Europe/Berlin"))
    assert TELLERS[subject] is told
    assert "7 Sachen" in said.what
    assert said.title
    assert said.then
    assert [fact.words for fact in said.facts] == ["Rechtsstreit", "24.\u00a0Dezember 2026", "Schadensersatz"]
