"""A controller, a line, an order of keys, and clips that are rendered once for all tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rufschutz.core.purposes.actions import Shelves
from rufschutz.core.purposes.clips import ClipStore
from rufschutz.core.purposes.compile import Order
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.tenants.queries import Controller, LineCard
from rufschutz.domain.ids import EpochId, LineId, PlanVersion, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.handover.plan import IngestKey
from rufschutz.vault.seal.suite import SUITE

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.core.purposes.policy import Policy


@pytest.fixture
def policy() -> Policy:
    return shipped_policy("P")


@pytest.fixture
def controller() -> Controller:
    return Controller(
        id=TenantId("a" * 32),
        full_name="Praxis Beispiel für Allgemeinmedizin",
        short_name="Praxis Beispiel",
        address="Beispielweg 1, Berlin",
        zone="Europe/Berlin",
        language="de",
        profile="P",
        dpo_contact="die Datenschutzbeauftragte der Praxis",
        authority="die Berliner Beauftragte für Datenschutz",
        url="praxis punkt example",
    )


@pytest.fixture
def card() -> LineCard:
    return LineCard(LineId("c" * 32), TenantId("a" * 32), "praxis", "Anmeldung", ("127.0.0.1",), active=True)


@pytest.fixture
def order() -> Order:
    key = IngestKey(EpochId("1" * 32), SUITE, b"public")
    return Order(PlanVersion("f" * 32), Millis(1_790_000_000_000), key, key)


@pytest.fixture(scope="session")
def clip_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


@pytest.fixture
def store(clip_directory: Path) -> ClipStore:
    return ClipStore(clip_directory)


@pytest.fixture
def shelves(tmp_path: Path, clip_directory: Path) -> Shelves:
    (tmp_path / "plans").mkdir()
    return Shelves(tmp_path / "plans", clip_directory)
