"""No policy names a term of an overlay that nobody keeps."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import pytest

from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.purposes.soundness import contradictions
from rufschutz.domain.purposes.profile import Overlay, OverlayId
from rufschutz.domain.purposes.terms import TERMS, unsupported

SHIPPED = [overlay for profile in "POCS" for overlay in shipped_policy(profile).overlays]


def test_every_shipped_term_is_known_and_nothing_else_is() -> None:
    named = {(overlay.id, name) for overlay in SHIPPED for name in overlay.terms}
    assert named == {(overlay.value, name) for overlay, terms in TERMS.items() for name in terms}
    assert list(unsupported(tuple(SHIPPED))) == []


@pytest.mark.parametrize(
    "term", [t for terms in TERMS.values() for t in terms.values()], ids=lambda t: t.value
)
def test_each_term_is_kept_by_something_that_is_there_or_by_what_is_not(term) -> None:
    assert bool(term.rule) is not bool(term.absent)
    if term.rule:
        module, _, name = term.rule.rpartition(".")
        assert hasattr(import_module(f"rufschutz.{module}"), name)


@pytest.mark.parametrize(
    ("terms", "place"),
    [({"write_once": "no"}, "write_once"), ({"seven_seals": "yes"}, "seven_seals")],
)
def test_another_value_or_term_is_refused_with_its_place(terms: dict[str, str], place: str) -> None:
    (found,) = unsupported((Overlay(OverlayId.SECURITIES.value, True, (), terms),))
    assert found[0] == f"overlays.securities.{place}"
    assert "is not supported yet" in found[1]


def test_an_overlay_that_is_off_demands_nothing() -> None:
    off = Overlay(OverlayId.STAFF.value, False, (), {"seven_seals": "yes"})
    assert list(unsupported((off,))) == []


def test_a_policy_with_such_a_term_is_not_sound() -> None:
    policy = shipped_policy("P")
    first, *rest = policy.overlays
    odd = replace(policy, overlays=(replace(first, terms={**first.terms, "seven_seals": "yes"}), *rest))
    assert f"overlays.{first.id}.seven_seals" in {fault.path for fault in contradictions(odd)}
    assert not [fault for fault in contradictions(policy) if fault.path.startswith("overlays.")]
