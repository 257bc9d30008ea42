"""Taking consents over that were collected elsewhere: all of a file, or nothing of it.

The moment of the event is the server's; when the consent was given is part of its sealed
evidence, and from then its time runs. ``import`` stays its method for good. What was
withdrawn or objected to here is not brought back by an older paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core import numbers
from rufschutz.core.audit.actions import Note, record_all
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.actions.standing import kind_of
from rufschutz.core.consent.digest import details_of
from rufschutz.core.consent.ledger import allowed
from rufschutz.core.consent.models import ConsentEvent, StandingConsent, StandingWish
from rufschutz.core.purposes.policy import Availability
from rufschutz.core.purposes.queries import live_policy
from rufschutz.domain import canonical
from rufschutz.domain.access.request import Action
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.facts import ConsentState, Preference
from rufschutz.domain.consent.imports import (
    ADVERTISE,
    ImportedConsent,
    ImportFault,
    ImportLine,
    ImportRefused,
    check,
    read_lines,
)
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.moments import Millis, day_of, end_of_day
from rufschutz.domain.purposes.purpose import ConsentMode
from rufschutz.domain.retention.due import Lifetime, review_due
from rufschutz.vault.keystore.lookup import LookupUse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rufschutz.core.duedates import Rules
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.consent.because import Because
    from rufschutz.domain.ids import TenantId

METHOD = "import"
BATCH = 500


@dataclass(frozen=True, slots=True)
class Imported:
    """What was taken over, or would have been; ``batch`` names it in the log, '' for a rehearsal."""

    batch: str
    count: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A consent with its number's index, and until when it stands unless it is used."""

    consent: ImportedConsent
    index: str
    given_at: Millis
    expires_at: Millis | None

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.index, self.consent.purpose, self.consent.channel, self.consent.product


def take(
    actor: Actor,
    given: bytes | Iterable[ImportLine],
    keys: Keys,
    rules: Rules,
    now: Millis,
    because: Because | None = None,
    *,
    dry_run: bool = False,
    declared: bool = False,
) -> Imported:
    """Take over the consents of a CSV file or of rows; ``dry_run`` does the same and keeps nothing.

    ``declared``: the actor says that every line's evidence is at hand, which the log then says too.
    Raises `AccessDenied`, `ReasonNeeded`, and `ImportRefused` with every fault; nothing has changed then.
    """
    allowed(actor, Action.IMPORT_CONSENTS, now, because)
    lines = read_lines(given) if isinstance(given, bytes) else tuple(given)
    policy = live_policy(actor.tenant)
    modes = {
        PurposeId(row.id): ConsentMode(row.consent)
        for row in policy.policy.purposes
        if row.availability is not Availability.NEVER
    }
    found = check(lines, modes, day_of(now, rules.zone))
    ready = [_line(consent, actor.tenant, keys, rules) for consent in found]
    batch = new_id()
    with tenant_scope(actor.tenant), transaction.atomic():
        _require_new(ready, now)
        for start in range(0, len(ready), BATCH):
            _write(ready[start : start + BATCH], actor, batch, policy.id, keys, rules, now)
        reason = "" if because is None else because.value
        details = (
            Detail("count", len(ready)),
            Detail("because", reason),
            Detail("role", actor.role.value),
            Detail("declared", declared),
        )
        record_all(
            [Note(Entry(AuditEvent.CONSENT_IMPORTED, actor.tenant, now, actor.person, batch, details))]
        )
        if dry_run:
            transaction.set_rollback(True)
    return Imported("" if dry_run else batch, len(ready))


def _line(consent: ImportedConsent, tenant: TenantId, keys: Keys, rules: Rules) -> _Line:
    index = numbers.index(keys, tenant, LookupUse.CONSENT_AND_OBJECTION, consent.number)
    given = Millis(end_of_day(consent.collected_on, rules.zone) - 1)
    rule = rules.policy.rule_of(kind_of(consent.purpose, rules))
    return _Line(consent, index, given, review_due(rule, Lifetime(collected=given), rules.zone))


def _require_new(lines: Sequence[_Line], now: Millis) -> None:
    """Raise `ImportRefused` for what has ended by itself, stands already, was ended or objected to here."""
    faults = [fault for line in lines if (fault := _old(line, now)) is not None]
    for start in range(0, len(lines), BATCH):
        faults += _known(lines[start : start + BATCH])
    if faults:
        raise ImportRefused(sorted(faults, key=lambda fault: fault.line))


def _old(line: _Line, now: Millis) -> ImportFault | None:
    if line.expires_at is None or line.expires_at > now:
        return None
    why = "is so long ago that its rule has ended it: ask anew"
    return ImportFault(line.consent.line, "collected_on", why)


def _known(lines: Sequence[_Line]) -> Iterator[ImportFault]:
    indexes = [line.index for line in lines]
    rows = StandingConsent.objects.filter(number_index__in=indexes)
    states = {(row.number_index, row.purpose, row.channel, row.product): row for row in rows}
    wishes = StandingWish.objects.filter(
        number_index__in=indexes, preference=Preference.NO_ADVERTISING.value, ended_at=None
    )
    objected = set(wishes.values_list("number_index", flat=True))
    for line in lines:
        row = states.get(line.key)
        if row is not None and row.state == ConsentState.GIVEN:
            yield ImportFault(line.consent.line, "number", "has this consent already")
        elif row is not None and row.at >= line.given_at:
            yield ImportFault(line.consent.line, "number", "took this consent back after that day")
        if line.consent.purpose == ADVERTISE and line.index in objected:
            yield ImportFault(line.consent.line, "number", "objected to advertising")


def _write(
    lines: Sequence[_Line],
    actor: Actor,
    batch: str,
    policy: str,
    keys: Keys,
    rules: Rules,
    now: Millis,
) -> None:
    events = [_event(line, actor, batch, policy, keys, rules, now) for line in lines]
    ConsentEvent.objects.bulk_create(events)
    indexes = [line.index for line in lines]
    wanted = {line.key for line in lines}
    ended = StandingConsent.objects.filter(number_index__in=indexes)
    gone = [row.pk for row in ended if (row.number_index, row.purpose, row.channel, row.product) in wanted]
    StandingConsent.objects.filter(id__in=gone).delete()
    StandingConsent.objects.bulk_create(
        StandingConsent(
            tenant_id=actor.tenant,
            number_index=line.index,
            purpose=line.consent.purpose,
            channel=line.consent.channel,
            product=line.consent.product,
            state=ConsentState.GIVEN.value,
            event=event.id,
            at=now,
            expires_at=line.expires_at,
        )
        for line, event in zip(lines, events, strict=True)
    )
    record_all(_note(event, actor, batch, now) for event in events)


def _note(event: ConsentEvent, actor: Actor, batch: str, now: Millis) -> Note:
    details = (Detail("purpose", event.purpose), Detail("batch", batch), *details_of(event))
    return Note(Entry(AuditEvent.CONSENT_GIVEN, actor.tenant, now, actor.person, event.id, details))


def _event(
    line: _Line, actor: Actor, batch: str, policy: str, keys: Keys, rules: Rules, now: Millis
) -> ConsentEvent:
    consent, name = line.consent, new_id()
    due = rules.due(
        kind_of(consent.purpose, rules), Lifetime(collected=line.given_at, started=_started(line))
    )
    evidence: dict[str, canonical.Json] = {
        "event": name,
        "batch": batch,
        "collected_on": consent.collected_on.isoformat(),
        "source": consent.source,
        "evidence": consent.evidence,
        "by": actor.person,
        "at": now,
    }
    return ConsentEvent(
        id=name,
        tenant_id=actor.tenant,
        call="",
        purpose=consent.purpose,
        state=ConsentState.GIVEN.value,
        at=now,
        position=0,
        plan=policy,
        method=METHOD,
        evidence=keys.seal_evidence(
            actor.tenant, canonical.dumps(evidence), b"consent evidence " + name.encode()
        ),
        kind=due.kind,
        rule=due.rule,
        due_at=due.at,
        number_index=line.index,
        channel=consent.channel,
        product=consent.product,
    )


def _started(line: _Line) -> Millis | None:
    """Return what starts the proof of advertising (§ 7a(2) UWG): that it was given, until it is used."""
    return line.given_at if line.consent.purpose == ADVERTISE else None
