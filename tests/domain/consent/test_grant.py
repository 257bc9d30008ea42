from __future__ import annotations

import copy
import dataclasses
import pickle
from pathlib import Path

import pytest

import rufschutz
from rufschutz.domain.consent.gate import ConsentGate
from rufschutz.domain.consent.grant import Grant, GrantError, Life


@pytest.fixture
def gate():
    return ConsentGate("tenant", "call", 300)


@pytest.fixture
def grant(gate):
    gate.ask("purpose", 1)
    gate.played(1, 1_000, completed=True, alive=True)
    gate.yes(1_300, "consent")
    return gate.stored("consent")


@pytest.mark.parametrize("mint", [(), (None,), (object(),)])
@pytest.mark.rule("R12")
def test_nobody_but_the_gate_makes_a_grant(mint):
    with pytest.raises(GrantError, match="outside the consent gate"):
        Grant("tenant", "call", "purpose", "consent", Life(), *mint)


@pytest.mark.rule("R12")
def test_a_grant_is_bound_to_what_was_agreed(grant):
    assert (grant.tenant, grant.call, grant.purpose, grant.consent) == (
        "tenant",
        "call",
        "purpose",
        "consent",
    )
    for field in ("tenant", "call", "purpose", "consent", "_life"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(grant, field, "other")


@pytest.mark.parametrize(
    "double", [copy.copy, copy.deepcopy, pickle.dumps, dataclasses.replace], ids=lambda f: f.__name__
)
@pytest.mark.rule("R12")
def test_a_grant_cannot_be_doubled_or_leave_its_process(grant, double):
    with pytest.raises(GrantError):
        double(grant)


def test_a_grant_has_no_other_kinds():
    with pytest.raises(GrantError):
        type("Forged", (Grant,), {})


@pytest.mark.rule("R17")
def test_a_grant_dies_once_and_for_all(gate, grant):
    assert grant.alive
    grant.require()
    gate.end()
    assert not grant.alive
    with pytest.raises(GrantError) as refused:
        grant.require()
    assert "hear a yes first" in refused.value.diagnostics()


def test_a_dead_life_stays_dead():
    life = Life()
    life.end()
    life.end()
    assert life.over


def test_two_grants_are_never_the_same(gate, grant):
    gate.end()
    gate.ask("purpose", 2)
    gate.played(2, 2_000, completed=True, alive=True)
    gate.yes(3_000, "consent")
    assert gate.stored("consent") != grant


@pytest.mark.rule("R12")
def test_the_mint_is_named_in_the_grant_and_the_gate_alone():
    source = Path(rufschutz.__file__).parent
    users = {
        p.relative_to(source).as_posix() for p in source.rglob("*.py") if "_MINT" in p.read_text("utf-8")
    }
    assert users == {"domain/consent/grant.py", "domain/consent/gate.py"}
