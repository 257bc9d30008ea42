"""What the callers did and heard, held against what is stored: ``ledger.py EVIDENCE``, checks as JSON.

It opens everything with the installation's own keys: facts as voice sealed them, archives as
they lie there, certificates and the log as a stranger checks them.
"""

# ruff: noqa: C901, PLR0912, PLR0915 - one list of checks, read from top to bottom

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


def after_the_drill() -> list[Check]:
    facts, gapless = facts_of(Path(evidence["spool"]))
    by_number = {record["number"]: record for record in records}
    whose = voices()
    calls = {row.id: row for row in Call.objects.all()}
    recordings = list(Recording.objects.all())
    events = list(ConsentEvent.objects.all())
    given = {event.id: event for event in events if event.state == ConsentState.GIVEN}
    applied = Counter(AppliedFact.objects.values_list("id", flat=True))
    heard_of, blank = defaultdict(set), 0
    heard_phase = defaultdict(set)
    for row in recordings:
        if row.state == State.ARCHIVED:
            sound = archived_sound(row)
            blank += len(sound) == 0
            for at in range(0, len(sound), FRAME):
                if (match := whose.get(sound[at : at + FRAME])) is not None:
                    heard_of[row.id].add(match[0])
                    heard_phase[match[0]].add(match[1])
    checks = [gapless]

    check = Check("no sound without a consent that precedes it")
    for row in recordings:
        consent = given.get(row.consent)
        check.expect(
            consent and consent.call == row.call and consent.at <= row.started_at, f"recording {row.id}"
        )
    for number, when in heard_phase.items():
        check.expect("before" not in when, f"caller {number} was heard before the consent")
        check.expect(told(by_number[number], "pressed 1"), f"caller {number} never said yes")
    checks.append(check)

    check = Check("no recording holds two voices")
    for name, who in heard_of.items():
        check.expect(len(who) <= 1, f"recording {name} holds callers {sorted(who)}")
    checks.append(check)

    check = Check("who heard that it is deleted is in no archive")
    undecided = 0
    kept = {number for who in heard_of.values() for number in who}
    for record in records:
        if told(record, f"heard {texts.WITHDRAWN}"):
            check.expect(record["number"] not in kept, f"caller {record['number']} pressed star and is kept")
        elif told(record, "pressed *") and record["number"] in kept:
            undecided += 1
    checks.append(check)
    check = Check("whose star reached voice before it died is in no archive (pressed 400 ms before)")
    for record in records:
        stars = told(record, "pressed *")
        if stars and record["kind"] == "star" and record["ended_by"] == "gone":
            dead = record["moments"][-1][0] - 1_300
            if dead - stars[0] > 400:
                check.expect(record["number"] not in kept, f"caller {record['number']}")
    checks.append(check)

    check = Check("who heard that the recording runs has a consent in the record")
    by_call = defaultdict(dict)
    for fact in facts:
        match fact:
            case RecordingStarted() if fact.number:
                by_call[fact.number].setdefault(fact.head.call, fact.head.at)
    for record in records:
        for at in told(record, f"heard {texts.YES}"):
            near = [call for call, when in by_call[record["caller"]].items() if abs(when - at) < NEAR]
            agreed = [event for event in given.values() if event.call in near]
            check.expect(agreed, f"caller {record['number']}")
    checks.append(check)

    check = Check("who heard a note confirmed has it in the record")
    notes = [fact for fact in facts if isinstance(fact, MatterConfirmed)]
    matters = set(Matter.objects.values_list("call", flat=True))
    for record in records:
        for at in told(record, f"heard {texts.GOODBYE_NOTED}"):
            mine = [
                fact
                for fact in notes
                if fact.callback_number == record["caller"] and abs(fact.head.at - at) < NEAR
            ]
            check.expect(any(fact.head.call in matters for fact in mine), f"caller {record['number']}")
    checks.append(check)

    check = Check(
        "who heard until when the recording is kept finds it in the archive, unless they took it back"
    )
    gone = {name for name, _ in evidence["withdrawn"]}
    withdrawn_callers = {
        fact.number for fact in facts if isinstance(fact, RecordingStarted) and fact.head.call in gone
    }
    for record in records:
        if told(record, f"heard {texts.GOODBYE_RECORDED}") and not told(record, "pressed *"):
            back = record["caller"] in withdrawn_callers
            check.expect(record["number"] in kept or back, f"caller {record['number']}")
    checks.append(check)

    check = Check("every durable fact is in the record, once")
    for fact in {fact.head.fact for fact in facts}:
        check.expect(applied[fact] == 1, f"fact {fact} applied {applied[fact]} times")
    stored = {event.id for event in events}
    for fact in facts:
        if isinstance(fact, ConsentChanged):
            check.expect(fact.head.fact in stored, f"consent event {fact.head.fact}")
    checks.append(check)

    check = Check("each call has one end, and its moments rise")
    ends = Counter(TimelineEntry.objects.filter(kind="ended").values_list("call", flat=True))
    starts = Counter(TimelineEntry.objects.filter(kind="started").values_list("call", flat=True))
    for call in calls.values():
        one = ends[call.id] == 1 and call.ended_at is not None and call.ended_at >= call.started_at
        check.expect(one and call.outcome, f"call {call.id}")
    checks.append(check)
    check = Check("every call that a durable fact names is in the record, and no other")
    named = {fact.head.call for fact in facts}
    check.expect(named == set(calls), f"{len(named ^ set(calls))} calls differ")
    checks.append(check)

    check = Check("births are rows and destructions: every artefact is archived or has one erasure")
    begun = {fact.artefact for fact in facts if isinstance(fact, RecordingStarted)}
    rows = {row.id: row for row in recordings}
    check.expect(begun <= set(rows), f"{len(begun - set(rows))} recordings were never entered")
    erased = Counter(Erasure.objects.exclude(kind="call_metadata").values_list("artefact", flat=True))
    for row in recordings:
        settled = row.state in {State.ARCHIVED, State.DESTROYED_BEFORE_STORAGE, State.ERASED}
        check.expect(settled, f"recording {row.id} is {row.state} {row.fault}")
        check.expect(
            erased[row.id] == (row.state != State.ARCHIVED), f"{erased[row.id]} erasures of {row.id}"
        )
    checks.append(check)

    check = Check("the archive holds what the rows name and nothing else")
    lying, named = set(blobs.ids()), {row.blob for row in recordings if row.state == State.ARCHIVED}
    check.expect(lying == named, f"{len(lying - named)} without a row, {len(named - lying)} missing")
    checks.append(check)

    check = Check("no journal and no unfinished file is left")
    check.expect(not list(installation.journals.iterdir()), "a journal or its wrap is left")
    litter = [path for path in installation.data.rglob(".*") if path.is_file()]
    check.expect(not litter, ", ".join(path.name for path in litter[:5]))
    temporary = list(Path(evidence["temporary"]).rglob("*"))
    check.expect(not temporary, ", ".join(path.name for path in temporary[:5]))
    checks.append(check)

    check = Check("a withdrawal that was acknowledged took its recording")
    for name, acknowledged in evidence["withdrawn"]:
        states = set(Recording.objects.filter(call=name).values_list("state", flat=True))
        consents = set(Consent.objects.filter(call=name).values_list("state", flat=True))
        if acknowledged:
            check.expect(State.ARCHIVED not in states, f"call {name}")
        check.expect((State.ERASED in states) == ("withdrawn" in consents), f"call {name} is half withdrawn")
    checks.append(check)

    check = Check("no spool file stopped, and nothing waits for the log")
    check.expect(not SpoolPosition.objects.exclude(damaged_line=None).exists(), "a spool file stopped")
    check.expect(not OutboxEntry.objects.exists(), "the outbox is not empty")
    checks.append(check)
    checks.append(
        Check(
            f"{undecided} callers pressed star as voice died and heard no answer: kept as cut short",
            undecided,
        )
    )
    counts = Counter(row.state for row in recordings)
    checks.append(
        Check(
            f"recordings: {dict(counts)}; starts {sum(starts.values())}; silent archives {blank}",
            len(recordings),
        )
    )
    return checks


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
