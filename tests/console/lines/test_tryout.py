from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from rufschutz.console.lines import tryout
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.offer import offer_of
from rufschutz.core.tenants import queries
from rufschutz.core.tenants.choices import LineChoices, Opening
from rufschutz.core.tenants.models import Line

if TYPE_CHECKING:
    from rufschutz.core.tenants.queries import LineCard
    from rufschutz.domain.ids import TenantId

CALL = "rufschutz call sip:praxis@127.0.0.1:5060 --keys"


@pytest.fixture(autouse=True)
def running(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tryout, "sip_address", lambda part: f"sip:{part}@127.0.0.1:5060")


@pytest.fixture
def line(tenant: TenantId) -> LineCard:
    (card,) = queries.lines(tenant)
    return card


def tried(line: LineCard) -> tryout.TryOut:
    found = tryout.try_out(line, offer_of(line))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("choices", "command"),
    [
        (LineChoices(), f"{CALL} 1 --play nachricht.wav"),
        (LineChoices(Opening.ASK_LATER), f"{CALL} 51 --play nachricht.wav"),
        (LineChoices(Opening.ASK_LATER, ("callback",)), f"{CALL} 21 --play nachricht.wav"),
        (LineChoices(Opening.NEVER), f"{CALL} 11"),
        (LineChoices(Opening.NEVER, ()), f"{CALL} 1"),
    ],
)
def test_the_test_caller_presses_what_the_line_asks_for(
    line: LineCard, choices: LineChoices, command: str
) -> None:
    assert tried(replace(line, choices=choices)).command == command


def test_the_words_name_the_key_that_leads_to_a_message(line: LineCard) -> None:
    later = tried(replace(line, choices=LineChoices(Opening.ASK_LATER)))
    assert later.does.startswith("Die 5 führt zur Nachricht, die 1 ist das Ja")


@pytest.mark.parametrize(
    ("peers", "here", "who"),
    [
        (("127.0.0.1",), True, "auf diesem Rechner"),
        (("127.0.0.0/8", "192.0.2.0/24"), True, "an einer der erlaubten Adressen, oder ohne Telefon"),
        (("192.0.2.7",), False, "wird abgewiesen"),
        (("2001:db8::/64",), False, "wird abgewiesen"),
    ],
)
def test_nobody_is_told_to_call_from_where_the_line_turns_them_away(
    line: LineCard, peers: tuple[str, ...], here: bool, who: str
) -> None:
    trial = tried(replace(line, allowed_peers=peers))
    assert bool(trial.command) == here
    assert who in trial.who


def test_the_example_is_of_a_line_in_use(tenant: TenantId, line: LineCard) -> None:
    assert tryout.example(tenant) == f"{CALL} 1 --play nachricht.wav"
    with tenant_scope(tenant):
        Line.objects.update(active=False)
    assert tryout.example(tenant) == ""
