"""The words of a reason; that only those who work on a matter read them is shown in test_views."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rufschutz.console.calls import reasons
from rufschutz.domain.access.request import Role
from rufschutz.domain.ids import FactId, ReasonId
from rufschutz.domain.moments import Millis


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {FactId("one"): ReasonId("prescription"), FactId("two"): ReasonId("weather")}
    monkeypatch.setattr(reasons.vaultdoor, "keys", lambda: None)
    monkeypatch.setattr(reasons.reasons, "of_calls", lambda *_: known)
    monkeypatch.setattr(reasons, "reason_names", lambda *_: {ReasonId("prescription"): "Rezept"})


def viewer(role: Role) -> SimpleNamespace:
    return SimpleNamespace(role=role, actor=SimpleNamespace(tenant="tenant"), purpose="handle_matter")


@pytest.mark.usefixtures("found")
def test_a_reason_is_told_in_words_and_an_unknown_one_as_itself() -> None:
    assert reasons.told(viewer(Role.OWNER), [], Millis(1)) == {"one": "Rezept", "two": "weather"}


@pytest.mark.usefixtures("found")
def test_who_may_not_work_on_a_matter_is_told_nothing_and_no_key_is_fetched() -> None:
    assert reasons.told(viewer(Role.AUDITOR), [], Millis(1)) == {}
