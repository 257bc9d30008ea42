"""On the page of a recording a team leader asks to hear it, once, with a reason; the rules say who may."""

from __future__ import annotations

import pytest

from rufschutz.console.calls import sampling
from rufschutz.core.accounts.models import Role
from rufschutz.core.approvals.errors import ProposalError
from rufschutz.core.recordings.samples import Sample
from rufschutz.domain.ids import CallId

SOUND = "d" * 32
PAGE = f"/aufnahmen/{SOUND}/anhoeren"


@pytest.fixture
def stands(monkeypatch):
    """Let a recording stand there as one that takes a second person; returns what was asked for."""
    asked = []

    def ask(actor, artefact, reason, now) -> str:
        if asked or not reason:
            raise ProposalError("no")
        asked.append((actor.role.value, artefact, reason))
        return "e" * 32

    def sample(actor, artefact, now) -> Sample:
        return Sample(CallId("c" * 32), asked=bool(asked), free=False)

    monkeypatch.setattr(sampling, "ask_listening", ask)
    monkeypatch.setattr(sampling, "sample_of", sample)
    return asked


@pytest.mark.rule("R44")
def test_it_is_asked_for_once_with_a_reason(signed_in, stands) -> None:
    lead = signed_in(Role.SUPERVISOR)
    assert "Um Freigabe bitten" in lead.get(PAGE).content.decode()
    assert lead.post(PAGE, {"reason": ""}).status_code == 422
    assert lead.post(PAGE, {"reason": "Stichprobe"}).status_code == 302
    assert stands == [("supervisor", SOUND, "Stichprobe")]
    assert "Darum ist gebeten" in lead.get(PAGE).content.decode()
    assert lead.post(PAGE, {"reason": "Noch einmal"}).status_code == 422


def test_what_is_not_there_has_no_page(signed_in) -> None:
    assert signed_in(Role.SUPERVISOR).get(PAGE).status_code == 404
