"""An altered log is an incident that names what was altered, on rows and in files; a whole one is none."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from rufschutz.core.audit.actions import rebuild, record, redact
from rufschutz.core.audit.actions.witnessing import take_cosigned
from rufschutz.core.audit.actions.years import keep_years
from rufschutz.core.audit.models import Checkpoint, LogEntry, Witnessed
from rufschutz.core.audit.seen import Witness
from rufschutz.core.completeness import leaves as module
from rufschutz.core.completeness.actions.leaves import check_log
from rufschutz.core.completeness.models import Incident
from rufschutz.core.retention.actions.payloads import redact_due
from rufschutz.domain.audit.entry import Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.moments import DAY, Millis

pytestmark = pytest.mark.usefixtures("scope")


@pytest.fixture
def log(office):
    """A log of three checkpoints."""
    for name in ("1", "2", "3"):
        office.recorded(name)
        office.sequence()
    return office.log / office.tenant


def look(office, after=0):
    return check_log(office.tenant, office.desk.keys, office.log, Millis(office.now + after))


def named():
    return [(row.kind, row.subject) for row in Incident.objects.filter(gone_at=None).order_by("id")]


def test_a_whole_log_has_no_difference_whatever_the_pages(office, log, monkeypatch):
    assert (look(office), named()) == (0, [])
    monkeypatch.setattr(module, "PAGE", 7)
    assert look(office) == 0


def test_before_the_first_entry_there_is_nothing_to_find(office):
    assert look(office) == 0


def newest(log, pattern):
    """Return the file that matches and is the longest: shorter tiles are older."""
    return max(log.glob(pattern), key=lambda path: path.stat().st_size)


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.rule("R61")
@pytest.mark.parametrize("pattern", ["checkpoint", "tile/0/*/*", "tile/entries/*/*"])
def test_a_flipped_bit_in_a_file_is_named_and_the_rows_make_it_good(office, log, pattern):
    flip(newest(log, pattern))
    assert look(office) == 1
    kind, subject = named()[0]
    assert kind == "log_altered"
    assert "checkpoint" in subject or "tile" in subject or "entries" in subject
    assert rebuild(office.tenant, office.log, office.now)
    assert look(office, 1) == 0
    assert named() == []
    assert not Incident.objects.exclude(closed_at=None).exists(), "it stays until a person settles it"


def test_a_missing_file_is_named(office, log):
    newest(log, "tile/0/*/*").unlink()
    assert look(office) == 1
    (log / "checkpoint").unlink()
    look(office, 1)
    assert ("log_altered", "the published checkpoint is missing") in named()


def altered(row):
    row.update(payload=bytes(row[0].payload)[:-1] + b"?")


def salted(row):
    row.update(salt=b"0" * 32)


def renamed(row):
    row.update(event="call:line:ended")


@pytest.mark.rule("R61")
@pytest.mark.parametrize("tamper", [altered, salted, renamed])
def test_an_altered_entry_is_named_by_its_number(office, log, tamper):
    tamper(LogEntry.objects.filter(index=4))
    assert (look(office), named()) == (1, [("log_altered", "entry 4")])


def test_a_deleted_entry_is_named_and_every_later_head_fails(office, log):
    LogEntry.objects.filter(index=4).delete()
    look(office)
    assert ("log_altered", "entry 4 is missing") in named()
    assert [kind for kind, _ in named()].count("log_not_consistent") == 1


def test_another_leaf_is_named_with_the_first_head_that_fails(office, log):
    first = Checkpoint.objects.order_by("size")[0].size
    row = LogEntry.objects.filter(index=first)
    row.update(leaf=bytes(row[0].leaf)[:-1] + b"?")
    look(office)
    following = Checkpoint.objects.order_by("size")[1].size
    assert set(named()) == {
        ("log_altered", f"entry {first}"),
        ("log_not_consistent", f"checkpoint of {following}"),
    }


@pytest.mark.rule("R61")
@pytest.mark.parametrize("said", [True, False])
def test_words_that_are_gone_without_an_entry_that_says_so_are_named(office, log, said):
    LogEntry.objects.filter(index=3).update(payload=None, salt=None, redacted=said)
    assert (look(office), named()) == (1, [("payload_missing", "3")])


def test_words_that_went_by_their_rule_are_no_difference(office, log):
    far = Millis(office.now + 4000 * DAY)
    assert redact_due(office.tenant, office.desk.rules(office.tenant), far)
    assert look(office) == 0
    office.sequence(far)
    assert look(office) == 0
    later = Millis(far + 4000 * DAY)
    redact_due(office.tenant, office.desk.rules(office.tenant), later)
    office.sequence(later)
    assert (look(office), named()) == (0, [])


def test_a_redaction_without_its_entry_is_one(office, log):
    redact([LogEntry.objects.get(index=2).id])
    assert named() == []
    look(office)
    assert named() == [("payload_missing", "2")]


def test_a_witness_that_saw_another_history_is_named(office, log, tmp_path):
    key = str(office.desk.keys.log_signer(office.tenant).key)
    one = Witness.make(tmp_path / "w", "witness.example.org")
    note = one.countersign((log / "checkpoint").read_text(), key, None, None, 1_790_000_000)
    take_cosigned(office.tenant, note, one.key, "shell", office.now)
    assert look(office) == 0
    other = note.split("\n")
    row = Witnessed.objects.get()
    other[2] = "A" * 43 + "="
    Witnessed.objects.update(note="\n".join(other))
    look(office)
    assert ("witness_disagrees", f"witness.example.org at {row.size}") in named()


def test_after_a_year_was_dropped_the_rest_is_whole(office, log):
    for number in range(600):
        record(Entry(AuditEvent.CALL_VIEWED, office.tenant, office.now, "p", f"{number:032x}"))
    office.sequence()
    rules, keys = office.desk.rules(office.tenant), office.desk.keys
    following = Millis(office.now + 366 * DAY)
    keep_years(office.tenant, ZoneInfo("Europe/Berlin"), rules, keys, office.log, following)
    far = Millis(office.now + 4000 * DAY)
    redact_due(office.tenant, rules, far)
    keep_years(office.tenant, ZoneInfo("Europe/Berlin"), rules, keys, office.log, far)
    office.sequence(far)
    assert LogEntry.objects.order_by("index")[0].index == 512
    assert (look(office), named()) == (0, [])
    flip(newest(log, "tile/entries/*/*"))
    assert look(office) == 1
