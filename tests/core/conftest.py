"""What the record's tests share: one installation, one tenant, its keys, its scope.

All of it lives in the test's transaction; moments and ids are fixed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from rufschutz.core.audit.actions import sequence
from rufschutz.core.base import tenant_scope
from rufschutz.core.duedates import Rules
from rufschutz.core.ingest.actions.archival import archive_ended
from rufschutz.core.ingest.actions.spool import SpoolTaker
from rufschutz.core.ingest.desk import Desk
from rufschutz.core.keys.actions import Keys, create_epoch, create_tenant_keys, install
from rufschutz.core.purposes.policy import retention_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.retention.actions import Place
from rufschutz.core.tenants.models import Line, Tenant
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.call import facts
from rufschutz.domain.call.commands import Language
from rufschutz.domain.call.events import EndedBy, KeyMethod
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.call.quality import Quality
from rufschutz.domain.ids import (
    ArtefactId,
    CallId,
    FactId,
    KindId,
    LineId,
    PersonId,
    PlanVersion,
    PurposeId,
    TenantId,
    TextId,
)
from rufschutz.domain.moments import Millis
from rufschutz.handover.facts import fact_bytes, fact_type
from rufschutz.handover.plan import IngestKey
from rufschutz.handover.spool import SpoolWriter
from rufschutz.vault.blobs import BlobDirectory
from rufschutz.vault.keystore.root import RootKey
from rufschutz.vault.seal.journal import JournalHead, JournalWriter
from rufschutz.vault.seal.spool import SpoolSealer
from rufschutz.vault.seal.suite import SUITE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = Millis(1_790_000_000_000)
TENANT = TenantId("a" * 32)
OTHER_TENANT = TenantId("b" * 32)
LINE = LineId("c" * 32)
RECORD = PurposeId("record_matter")
QUESTION = TextId("opening.keypad.ask_first")
NUMBER = "+493023125042"
SOUND = bytes(range(1, 251)) * 64
"""Two seconds of a known pattern."""


def make_tenant(tenant: TenantId, line: LineId, user_part: str) -> Tenant:
    """Insert a controller with one line."""
    row = Tenant.objects.create(
        id=tenant,
        full_name="Praxis Beispiel für Allgemeinmedizin",
        short_name="Praxis Beispiel",
        address="Beispielweg 1, Berlin",
        zone="Europe/Berlin",
        language="de",
        profile="P",
        dpo_contact="die Datenschutzbeauftragte der Praxis",
        authority="die Berliner Beauftragte für Datenschutz",
        url="praxis punkt example",
        created_at=NOW,
    )
    with tenant_scope(tenant):
        Line.objects.create(
            id=line,
            tenant_id=tenant,
            user_part=user_part,
            name="Anmeldung",
            allowed_peers=["127.0.0.1"],
            created_at=NOW,
        )
    return row


@pytest.fixture
def now() -> Millis:
    """A fixed moment: 2026-09-21T13:33:20Z."""
    return NOW


@pytest.fixture
def root(tmp_path: Path) -> RootKey:
    """A root key in a file of its own."""
    return RootKey.create(tmp_path / "root.key")


@pytest.fixture
def keys(db: None, root: RootKey) -> Keys:
    """The installation's keys, unlocked."""
    return install(root, NOW)


@pytest.fixture
def tenant(keys: Keys) -> TenantId:
    """A practice with keys and one line, ``praxis``."""
    make_tenant(TENANT, LINE, "praxis")
    create_tenant_keys(keys, TENANT, "test", NOW)
    return TENANT


@pytest.fixture
def other_tenant(keys: Keys) -> TenantId:
    """Another controller in the same installation."""
    make_tenant(OTHER_TENANT, LineId("d" * 32), "andere")
    create_tenant_keys(keys, OTHER_TENANT, "test", NOW)
    return OTHER_TENANT


@pytest.fixture
def line(tenant: TenantId) -> LineId:
    """The tenant's line."""
    return LINE


@pytest.fixture
def scope(tenant: TenantId) -> Iterator[TenantId]:
    """The tenant's scope, open for the whole test."""
    with tenant_scope(tenant):
        yield tenant


# --- what voice hands over ----------------------------------------------------------------------


@dataclass
class Office:
    """An installation at work: its desk of ingest, its log, and one voice process."""

    desk: Desk
    place: Place
    log: Path
    tenant: TenantId
    now: Millis
    voice: SpoolWriter
    ingest_key: IngestKey
    spool_key: IngestKey

    def call(self, name: str = "1", at: int = NOW, number: str | None = NUMBER) -> Caller:
        """Begin to write a call whose ids derive from ``name``."""
        return Caller(self, name, at, number)

    def take(self, at: int = NOW) -> int:
        """Take the spool over, once."""
        return SpoolTaker(self.desk).take(Millis(at)).facts

    def archive(self, at: int = NOW) -> int:
        """Archive what calls left behind."""
        return archive_ended(self.tenant, self.desk, Millis(at))

    def sequence(self, at: int = NOW) -> int:
        """Sequence and publish the log."""
        return sequence(self.tenant, self.desk.keys, self.log, Millis(at))

    def recorded(self, name: str = "1", at: int = NOW, sound: bytes = SOUND) -> Caller:
        """A whole call with a message, from its beginning into the archive."""
        caller = self.call(name, at)
        caller.start().yes().record().speak(sound).keep().end("yes_and_recorded")
        self.take(at)
        self.archive(at)
        return caller


class Caller:
    """Writes the facts and the journal of one call as voice does; moments a second apart."""

    def __init__(self, office: Office, name: str, at: int, number: str | None) -> None:
        self.office, self.name, self.at, self.number = office, name, at, number
        self.id = CallId(_id("call", name))
        self.artefact = ArtefactId(_id("artefact", name))
        self.plan = PlanVersion("e" * 32)
        self.consent = FactId(_id("consent", name))
        self.facts: list[facts.Fact] = []
        self.journal: JournalWriter | None = None

    def head(self, fact: str | None = None) -> facts.Head:
        self.at += 1000
        name = fact or _id("fact", f"{self.name}/{len(self.facts)}")
        return facts.Head(FactId(name), self.office.tenant, LINE, self.id, Millis(self.at))

    def tell(self, fact: facts.Fact) -> Caller:
        self.facts.append(fact)
        head = fact.head
        self.office.voice.append(fact_type(fact), head.fact, head.tenant, head.at, fact_bytes(fact))
        return self

    def start(self) -> Caller:
        self.tell(facts.CallStarted(self.head(), self.plan, withheld=self.number is None))
        played = facts.TextPlayed(
            self.head(), QUESTION, Language.DE, "1" * 64, "2" * 64, 9000, completed=True, alive=True
        )
        return self.tell(played)

    def yes(self, **changes: object) -> Caller:
        head = self.head(self.consent)
        fact = facts.ConsentChanged(
            head, RECORD, ConsentState.GIVEN, QUESTION, Language.DE, "1" * 64, "2" * 64,
            Millis(head.at - 900), Millis(head.at - 100), KeyMethod.RTP_EVENT, None, "P7D",
        )  # fmt: skip
        return self.tell(replace(fact, **changes))

    def also(self, purpose: str, promised: str = "P30D", **changes: object) -> Caller:
        """Say yes to an optional question about another purpose."""
        fact = _id("consent", f"{self.name}/{purpose}")
        head = self.head(fact)
        told = facts.ConsentChanged(
            head, PurposeId(purpose), ConsentState.GIVEN, TextId(f"purpose.{purpose}"), Language.DE, "3" * 64,
            "4" * 64, Millis(head.at - 900), Millis(head.at - 100), KeyMethod.RTP_EVENT, None, promised,
        )  # fmt: skip
        return self.tell(replace(told, **changes))

    def no(self, refused_by: facts.RefusedBy = facts.RefusedBy.KEY) -> Caller:
        state = (ConsentState.REFUSED, QUESTION, Language.DE, None, None, None, None, None, refused_by, None)
        return self.tell(facts.ConsentChanged(self.head(), RECORD, *state))

    def withdraw(self, purpose: PurposeId = RECORD, state: ConsentState = ConsentState.WITHDRAWN) -> Caller:
        none = (None,) * 8
        return self.tell(facts.ConsentChanged(self.head(), purpose, state, *none, None))

    def record(self) -> Caller:
        self.begin_journal()
        return self.tell(
            facts.RecordingStarted(self.head(), self.artefact, RECORD, self.consent, self.number)
        )

    def begin_journal(self) -> Caller:
        """Begin the journal and die before a fact tells of it."""
        head = JournalHead(
            SUITE, self.office.tenant, self.id, self.artefact, self.plan, RECORD, self.consent, "PCMA", 8000
        )
        self.journal = JournalWriter.create(self.office.desk.journals, head, self.office.ingest_key)
        return self

    def speak(self, sound: bytes = SOUND) -> Caller:
        assert self.journal is not None
        self.journal.append(sound)
        return self

    def keep(self, length: int = 2000) -> Caller:
        assert self.journal is not None
        self.journal.final()
        return self.tell(facts.RecordingKept(self.head(), self.artefact, length, 1500))

    def destroy(self, because: facts.DestroyedBecause = facts.DestroyedBecause.WITHDRAWN) -> Caller:
        assert self.journal is not None
        self.journal.destroy()
        return self.tell(facts.RecordingGone(self.head(), self.artefact, because))

    def ask_back(
        self,
        number: str = "+493023125001",
        reason: str | None = None,
        about: facts.About = facts.About.CALLER,
    ) -> Caller:
        return self.tell(facts.MatterConfirmed(self.head(), number, reason, about))

    def measure(self, **counts: int) -> Caller:
        told = dict.fromkeys(("lost", "late", "doubled", "reordered", "strangers", "broken", "jitter"), 0)
        quality = Quality(**{"received": 1_000, **told, **counts})
        return self.tell(facts.QualityMeasured(self.head(), quality))

    def end(self, outcome: str, by: EndedBy = EndedBy.CALLER) -> Caller:
        return self.tell(facts.CallEnded(self.head(), by, outcome))


def _id(kind: str, name: str) -> str:
    return hashlib.sha256(f"{kind} {name}".encode()).hexdigest()[:32]


@pytest.fixture
def office(keys: Keys, tenant: TenantId, tmp_path: Path) -> Iterator[Office]:
    """The tenant's office with the shipped policy; voice writes as ``voice-1``, epoch 1."""
    policy, zone = shipped_policy("P"), ZoneInfo("Europe/Berlin")
    rules = Rules(retention_policy(policy), zone, ((RECORD, KindId("recording_matter")),))
    for name in ("spool", "journals", "blobs", "log"):
        (tmp_path / name).mkdir()
    blobs = BlobDirectory(tmp_path / "blobs")
    desk = Desk(keys, lambda _: rules, tmp_path / "spool", tmp_path / "journals", blobs)
    day = dt.date(2026, 9, 21)
    ingest = create_epoch(keys, tenant, day, NOW)
    spool = create_epoch(keys, None, day, NOW)
    spool_key = IngestKey(spool.id, SUITE, spool.public_key)
    voice = SpoolWriter.open(tmp_path / "spool", "voice-1", 1, SpoolSealer.create(spool_key))
    place = Place(lambda _: rules, blobs, tmp_path / "journals", demo=False)
    ingest_key = IngestKey(ingest.id, SUITE, ingest.public_key)
    yield Office(desk, place, tmp_path / "log", tenant, NOW, voice, ingest_key, spool_key)
    voice.close()


@pytest.fixture
def callcentre(office: Office) -> Office:
    """The same office under the shipped policy of an office: a recording may serve several purposes."""
    policy, zone = shipped_policy("O"), ZoneInfo("Europe/Berlin")
    kinds = tuple(
        (PurposeId(purpose.id), KindId(kind))
        for purpose in policy.purposes
        for kind in purpose.kinds
        if kind.startswith("recording_")
    )
    rules = Rules(retention_policy(policy), zone, kinds)
    office.desk = replace(office.desk, rules=lambda _: rules)
    office.place = replace(office.place, rules=lambda _: rules)
    return office


@pytest.fixture
def owner(tenant: TenantId) -> Actor:
    """The tenant's owner, signed in with a second factor."""
    return Actor(PersonId("1" * 32), tenant, Role.OWNER, second_factor=True)


@pytest.fixture
def officer(tenant: TenantId) -> Actor:
    """The tenant's data protection officer."""
    return Actor(PersonId("2" * 32), tenant, Role.DATA_PROTECTION_OFFICER, second_factor=True)


@pytest.fixture
def operator(tenant: TenantId) -> Actor:
    """Whoever runs the machine."""
    return Actor(PersonId("3" * 32), tenant, Role.OPERATOR, second_factor=True)
