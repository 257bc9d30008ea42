"""Who may get data, and on which article it may leave the EEA."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.domain.purposes.recipients import Recipient, Transfer, faults_of_recipients

HERE = Recipient("Labor Beispiel", "controller", "DE")
THERE = Recipient("Speech Example", "processor", "US")
TRANSFER = Transfer("Speech Example", "US", "46", "2026-10-01")


def faults(*recipients: Recipient, transfers: tuple[Transfer, ...] = (), adequate: tuple[str, ...] = ()):
    return dict(faults_of_recipients(recipients, transfers, adequate))


def test_a_recipient_in_the_eea_needs_no_transfer() -> None:
    assert faults(HERE) == {}


@pytest.mark.rule("R75")
def test_outside_the_eea_nothing_goes_without_a_named_basis() -> None:
    assert "outside the EEA" in faults(THERE)["recipients.Speech Example.country"]
    assert faults(THERE, transfers=(TRANSFER,)) == {}


@pytest.mark.rule("R75")
@pytest.mark.parametrize(
    ("basis", "adequate", "why"),
    [
        ("45", (), "no adequacy decision"),
        ("49", ("US",), "no basis for regular operation"),
        ("", ("US",), "needs Art. 45 or 46"),
        ("6", ("US",), "needs Art. 45 or 46"),
    ],
)
def test_a_basis_that_does_not_carry_is_refused_with_the_reason(basis, adequate, why) -> None:
    found = faults(THERE, transfers=(replace(TRANSFER, basis=basis),), adequate=adequate)
    assert why in found["transfers.Speech Example.basis"]


@pytest.mark.rule("R75")
def test_adequacy_is_data() -> None:
    transfer = replace(TRANSFER, basis="45")
    assert faults(THERE, transfers=(transfer,), adequate=("US",)) == {}


@pytest.mark.parametrize("day", ["", "soon", "2026-13-01", "20261001"])
def test_a_transfer_was_assessed_on_a_day(day: str) -> None:
    found = faults(THERE, transfers=(replace(TRANSFER, assessed=day),))
    assert "transfers.Speech Example.assessed" in found


def test_a_transfer_goes_to_a_recipient_outside_the_eea() -> None:
    found = faults(HERE, transfers=(Transfer("Nobody", "DE", "46", "2026-10-01"),))
    assert set(found) == {"transfers.Nobody.recipient", "transfers.Nobody.country"}


def test_words_that_are_no_country_name_or_role_are_refused() -> None:
    found = faults(Recipient(" ", "friend", "Deutschland"))
    assert len(found) == 3
    assert faults(THERE, transfers=(replace(TRANSFER, country="usa"),))
