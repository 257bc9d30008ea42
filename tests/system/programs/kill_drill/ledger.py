"""What the callers did and heard, held against what is stored: ``ledger.py EVIDENCE``, checks as JSON.

It opens everything with the installation's own keys: facts as voice sealed them, archives as
they lie there, certificates and the log as a stranger checks them.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from rufschutz.cli.django import start

installation = start()

import callers  # noqa: E402 - Django first
from sounds import FRAME  # noqa: E402

from rufschutz.core.audit.models import LogEntry, OutboxEntry  # noqa: E402
from rufschutz.core.audit.proofs import certificate_of  # noqa: E402
from rufschutz.core.base import tenant_scope  # noqa: E402
from rufschutz.core.calls.models import Call, TimelineEntry  # noqa: E402
from rufschutz.core.consent.models import Consent, ConsentEvent  # noqa: E402
from rufschutz.core.ingest.models import AppliedFact, SpoolPosition  # noqa: E402
from rufschutz.core.keys.actions import data_key, open_epoch  # noqa: E402
from rufschutz.core.keys.queries import log_key  # noqa: E402
from rufschutz.core.matters.models import Matter  # noqa: E402
from rufschutz.core.recordings.actions.playing import context_of  # noqa: E402
from rufschutz.core.recordings.models import Recording, State  # noqa: E402
from rufschutz.core.retention.models import Erasure  # noqa: E402
from rufschutz.core.setup.actions import unlock  # noqa: E402
from rufschutz.core.tenants.queries import tenant_ids  # noqa: E402
from rufschutz.domain.audit.verify import verify_certificate, verify_log  # noqa: E402
from rufschutz.domain.call import texts  # noqa: E402
from rufschutz.domain.call.facts import ConsentChanged, ConsentState, MatterConfirmed, RecordingStarted  # noqa: E402
from rufschutz.domain.ids import ArtefactId, BlobId, PurposeId, TenantId  # noqa: E402
from rufschutz.handover.facts import read_fact  # noqa: E402
from rufschutz.handover.spool import SpoolNotStarted, read_head, read_lines, spool_files  # noqa: E402
from rufschutz.vault.blobs import BlobDirectory  # noqa: E402
from rufschutz.vault.open.archive import ArchiveReader  # noqa: E402
from rufschutz.vault.open.spool import SpoolOpener  # noqa: E402

NEAR = 15_000
"""How far (ms) a caller's clock may be from the fact: they are of one machine, but a call lasts."""

(tenant,) = tenant_ids()
keys = unlock(installation)
blobs = BlobDirectory(installation.blobs)
evidence = json.loads(Path(sys.argv[1]).read_bytes())
records = evidence["records"]
phase = evidence["phase"]


@dataclass
class Check:
    """One sentence that must be true, how often it was looked at, and where it was not."""

    says: str
    looked: int = 0
    faults: list[str] = field(default_factory=list)

    def expect(self, good: object, fault: str) -> None:
        self.looked += 1
        if not good:
            self.faults.append(fault)


def told(record: dict, what: str) -> list[int]:
    return [at for at, words in record["moments"] if words == what]


def facts_of(directory: Path) -> tuple[list, Check]:
    """Return every durable fact that voice ever wrote, and whether the sequences have no gap."""
    check = Check("every spool file reads gapless from its first fact to its last")
    found = []
    for file in spool_files(directory):
        try:
            head = read_head(file.path)
        except SpoolNotStarted:
            continue
        opener = SpoolOpener.create(head, open_epoch(keys, head.key_epoch))
        lines = list(read_lines(file.path))
        check.expect(
            [line.envelope.sequence for line in lines] == list(range(1, len(lines) + 1)), file.path.name
        )
        found += [read_fact(line.envelope.type, opener.open(line)) for line in lines]
    return found, check


def voices() -> dict[bytes, tuple[int, str]]:
    """Return whose voice each frame is, and when it was spoken."""
    found = {}
    for record in records:
        for when, frames in (("before", record["spoken_before"]), ("message", record["spoken"])):
            said = callers.voice(evidence["seed"], record["number"], when)[: frames * FRAME]
            found.update(
                {said[at : at + FRAME]: (record["number"], when) for at in range(0, len(said), FRAME)}
            )
    return found


def archived_sound(row: Recording) -> bytes:
    blob = BlobId(row.blob)
    key = data_key(keys, TenantId(row.tenant_id), row.call, PurposeId(row.purpose), ArtefactId(row.id))
    with blobs.open(blob) as source:
        return b"".join(ArchiveReader(source, key, context_of(row, blob)).chunks())


@dataclass(frozen=True, slots=True)
class Sounds:
    """Whose voice lies in the archives: callers by artefact, and for each caller when it was spoken.

    ``blank``: archives without any sound.
    """

    callers: dict[str, set[int]]
    phases: dict[int, set[str]]
    blank: int

    @property
    def kept(self) -> set[int]:
        return {number for who in self.callers.values() for number in who}


@dataclass(frozen=True, slots=True)
class Stored:
    """Everything that is there after the drill."""

    facts: list
    calls: dict[str, Call]
    recordings: list[Recording]
    events: list[ConsentEvent]
    sounds: Sounds

    @property
    def given(self) -> dict[str, ConsentEvent]:
        return {event.id: event for event in self.events if event.state == ConsentState.GIVEN}

    @property
    def archived(self) -> list[Recording]:
        return [row for row in self.recordings if row.state == State.ARCHIVED]

    def started(self) -> list[RecordingStarted]:
        return [fact for fact in self.facts if isinstance(fact, RecordingStarted)]


def sounds_of(recordings: list[Recording]) -> Sounds:
    """Listen to every archive."""
    whose = voices()
    found, phases, blank = defaultdict(set), defaultdict(set), 0
    for row in recordings:
        if row.state != State.ARCHIVED:
            continue
        sound = archived_sound(row)
        blank += len(sound) == 0
        for at in range(0, len(sound), FRAME):
            if (match := whose.get(sound[at : at + FRAME])) is not None:
                found[row.id].add(match[0])
                phases[match[0]].add(match[1])
    return Sounds(found, phases, blank)


def after_the_drill() -> list[Check]:
    facts, gapless = facts_of(Path(evidence["spool"]))
    recordings = list(Recording.objects.all())
    calls = {row.id: row for row in Call.objects.all()}
    stored = Stored(facts, calls, recordings, list(ConsentEvent.objects.all()), sounds_of(recordings))
    return [gapless, *(rule(stored) for rule in RULES), undecided(stored), counts(stored)]


def consent_precedes_sound(stored: Stored) -> Check:
    check = Check("no sound without a consent that precedes it")
    by_number = {record["number"]: record for record in records}
    for row in stored.recordings:
        consent = stored.given.get(row.consent)
        check.expect(
            consent and consent.call == row.call and consent.at <= row.started_at, f"recording {row.id}"
        )
    for number, when in stored.sounds.phases.items():
        check.expect("before" not in when, f"caller {number} was heard before the consent")
        check.expect(told(by_number[number], "pressed 1"), f"caller {number} never said yes")
    return check


def one_voice_each(stored: Stored) -> Check:
    check = Check("no recording holds two voices")
    for name, who in stored.sounds.callers.items():
        check.expect(len(who) <= 1, f"recording {name} holds callers {sorted(who)}")
    return check


def deleted_when_told(stored: Stored) -> Check:
    check = Check("who heard that it is deleted is in no archive")
    for record in records:
        if told(record, f"heard {texts.WITHDRAWN}"):
            gone = record["number"] not in stored.sounds.kept
            check.expect(gone, f"caller {record['number']} pressed star and is kept")
    return check


def star_reached_voice(stored: Stored) -> Check:
    check = Check("whose star reached voice before it died is in no archive (pressed 400 ms before)")
    for record in records:
        stars = told(record, "pressed *")
        if stars and record["kind"] == "star" and record["ended_by"] == "gone":
            dead = record["moments"][-1][0] - 1_300
            if dead - stars[0] > 400:
                check.expect(record["number"] not in stored.sounds.kept, f"caller {record['number']}")
    return check


def running_means_consent(stored: Stored) -> Check:
    check = Check("who heard that the recording runs has a consent in the record")
    by_call = defaultdict(dict)
    for fact in stored.started():
        if fact.number:
            by_call[fact.number].setdefault(fact.head.call, fact.head.at)
    agreed = {event.call for event in stored.given.values()}
    for record in records:
        for at in told(record, f"heard {texts.YES}"):
            near = {call for call, when in by_call[record["caller"]].items() if abs(when - at) < NEAR}
            check.expect(near & agreed, f"caller {record['number']}")
    return check


def note_is_there(stored: Stored) -> Check:
    check = Check("who heard a note confirmed has it in the record")
    notes = [fact for fact in stored.facts if isinstance(fact, MatterConfirmed)]
    matters = set(Matter.objects.values_list("call", flat=True))
    for record in records:
        for at in told(record, f"heard {texts.GOODBYE_NOTED}"):
            mine = [
                fact
                for fact in notes
                if fact.callback_number == record["caller"] and abs(fact.head.at - at) < NEAR
            ]
            check.expect(any(fact.head.call in matters for fact in mine), f"caller {record['number']}")
    return check


def promised_is_there(stored: Stored) -> Check:
    check = Check(
        "who heard until when the recording is kept finds it in the archive, unless they took it back"
    )
    gone = {name for name, _ in evidence["withdrawn"]}
    taken_back = {fact.number for fact in stored.started() if fact.head.call in gone}
    for record in records:
        if told(record, f"heard {texts.GOODBYE_RECORDED}") and not told(record, "pressed *"):
            there = record["number"] in stored.sounds.kept or record["caller"] in taken_back
            check.expect(there, f"caller {record['number']}")
    return check


def applied_once(stored: Stored) -> Check:
    check = Check("every durable fact is in the record, once")
    applied = Counter(AppliedFact.objects.values_list("id", flat=True))
    for fact in {fact.head.fact for fact in stored.facts}:
        check.expect(applied[fact] == 1, f"fact {fact} applied {applied[fact]} times")
    events = {event.id for event in stored.events}
    for fact in stored.facts:
        if isinstance(fact, ConsentChanged):
            check.expect(fact.head.fact in events, f"consent event {fact.head.fact}")
    return check


def one_end_each(stored: Stored) -> Check:
    check = Check("each call has one end, and its moments rise")
    ends = Counter(TimelineEntry.objects.filter(kind="ended").values_list("call", flat=True))
    for call in stored.calls.values():
        one = ends[call.id] == 1 and call.ended_at is not None and call.ended_at >= call.started_at
        check.expect(one and call.outcome, f"call {call.id}")
    return check


def calls_are_those_of_facts(stored: Stored) -> Check:
    check = Check("every call that a durable fact names is in the record, and no other")
    named = {fact.head.call for fact in stored.facts}
    check.expect(named == set(stored.calls), f"{len(named ^ set(stored.calls))} calls differ")
    return check


def births_and_ends(stored: Stored) -> Check:
    check = Check("births are rows and destructions: every artefact is archived or has one erasure")
    begun = {fact.artefact for fact in stored.started()}
    unknown = begun - {row.id for row in stored.recordings}
    check.expect(not unknown, f"{len(unknown)} recordings were never entered")
    erased = Counter(Erasure.objects.exclude(kind="call_metadata").values_list("artefact", flat=True))
    for row in stored.recordings:
        settled = row.state in {State.ARCHIVED, State.DESTROYED_BEFORE_STORAGE, State.ERASED}
        check.expect(settled, f"recording {row.id} is {row.state} {row.fault}")
        check.expect(
            erased[row.id] == (row.state != State.ARCHIVED), f"{erased[row.id]} erasures of {row.id}"
        )
    return check


def archive_is_as_named(stored: Stored) -> Check:
    check = Check("the archive holds what the rows name and nothing else")
    lying, named = set(blobs.ids()), {row.blob for row in stored.archived}
    check.expect(lying == named, f"{len(lying - named)} without a row, {len(named - lying)} missing")
    return check


def nothing_lies_about(_stored: Stored) -> Check:
    check = Check("no journal and no unfinished file is left")
    check.expect(not list(installation.journals.iterdir()), "a journal or its wrap is left")
    litter = [path for path in installation.data.rglob(".*") if path.is_file()]
    check.expect(not litter, ", ".join(path.name for path in litter[:5]))
    temporary = list(Path(evidence["temporary"]).rglob("*"))
    check.expect(not temporary, ", ".join(path.name for path in temporary[:5]))
    return check


def withdrawn_is_gone(_stored: Stored) -> Check:
    check = Check("a withdrawal that was acknowledged took its recording")
    for name, acknowledged in evidence["withdrawn"]:
        states = set(Recording.objects.filter(call=name).values_list("state", flat=True))
        consents = set(Consent.objects.filter(call=name).values_list("state", flat=True))
        if acknowledged:
            check.expect(State.ARCHIVED not in states, f"call {name}")
        check.expect((State.ERASED in states) == ("withdrawn" in consents), f"call {name} is half withdrawn")
    return check


def nothing_waits(_stored: Stored) -> Check:
    check = Check("no spool file stopped, and nothing waits for the log")
    check.expect(not SpoolPosition.objects.exclude(damaged_line=None).exists(), "a spool file stopped")
    check.expect(not OutboxEntry.objects.exists(), "the outbox is not empty")
    return check


def undecided(stored: Stored) -> Check:
    """Count who pressed the star as voice died: nobody told them anything, and nothing is claimed."""
    stars = [
        record
        for record in records
        if told(record, "pressed *")
        and not told(record, f"heard {texts.WITHDRAWN}")
        and record["number"] in stored.sounds.kept
    ]
    says = f"{len(stars)} callers pressed star as voice died and heard no answer: kept as cut short"
    return Check(says, len(stars))


def counts(stored: Stored) -> Check:
    """Count what there is."""
    states = Counter(row.state for row in stored.recordings)
    starts = TimelineEntry.objects.filter(kind="started").count()
    says = f"recordings: {dict(states)}; starts {starts}; silent archives {stored.sounds.blank}"
    return Check(says, len(stored.recordings))


RULES = (
    consent_precedes_sound, one_voice_each, deleted_when_told, star_reached_voice, running_means_consent,
    note_is_there, promised_is_there, applied_once, one_end_each, calls_are_those_of_facts, births_and_ends,
    archive_is_as_named, nothing_lies_about, withdrawn_is_gone, nothing_waits,
)  # fmt: skip
"""Everything that must be true once the last process has come to rest, in the order of the report."""


def of_the_log() -> list[Check]:
    """The log verifies, every checkpoint that was seen is a part of it, and every erasure is proven."""
    directory, key = installation.log / tenant, str(log_key(tenant))
    check = Check("the log verifies, and every checkpoint seen on the way is a prefix of it")
    seen = evidence["checkpoints"]
    check.looked = len(seen)
    check.faults = verify_log(lambda path: (directory / path).read_bytes(), key, seen)
    sizes = [int(text.splitlines()[1]) for text in seen]
    check.expect(sizes == sorted(sizes), "the log became shorter")
    check.expect(
        len(set(LogEntry.objects.values_list("index", flat=True))) == LogEntry.objects.count(), "indexes"
    )
    proofs = Check("every erasure has a certificate that verifies")
    for artefact in Erasure.objects.values_list("artefact", flat=True).distinct():
        data = json.loads(certificate_of(TenantId(tenant), ArtefactId(artefact), keys, installation.log))
        proofs.expect(not verify_certificate(data, key), f"artefact {artefact}")
    return [check, proofs]


def after_the_deletion() -> list[Check]:
    check = Check("after its period nothing is left: no sound, no key, no number")
    check.expect(not list(blobs.ids()), "a blob is left")
    left = Recording.objects.filter(state__in=[State.ARCHIVED, State.KEPT, State.OPEN]).count()
    check.expect(left == 0, f"{left} recordings are left")
    numbers = Call.objects.exclude(number_sealed=None).count()
    check.expect(numbers == 0, f"{numbers} numbers are left")
    return [check]


with tenant_scope(tenant):
    done = after_the_drill() if phase == "drill" else after_the_deletion()
    done += of_the_log()
json.dump(
    [{"says": check.says, "looked": check.looked, "faults": check.faults} for check in done], sys.stdout
)
