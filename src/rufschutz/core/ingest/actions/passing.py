"""Passing over a damaged part of a spool file, once a person has looked at it.

Nothing is invented: what cannot be read is lost, and the log says so. The file goes on with
the next line that proves itself; the seal of each line stands alone, so one that opens is
what voice wrote, wherever damage has moved it to. The file itself stays as it is; one with
nothing whole behind the damage is deleted a week later, so that its key can go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.audit.actions import hold_log, record
from rufschutz.core.base import tenant_scope
from rufschutz.core.completeness.actions import answered
from rufschutz.core.errors import CoreError
from rufschutz.core.ingest.models import SpoolPosition
from rufschutz.core.keys.actions import open_epoch
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.completeness.incident import IncidentKind
from rufschutz.domain.moments import DAY
from rufschutz.handover.spool import (
    SpoolDamaged,
    SpoolError,
    acknowledge,
    complete_lines,
    discard,
    is_over,
    read_head,
    reread_line,
    spool_files,
)
from rufschutz.vault.errors import VaultError
from rufschutz.vault.open.spool import SpoolOpener

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rufschutz.core.ingest.desk import Desk
    from rufschutz.domain.ids import PersonId
    from rufschutz.domain.moments import Millis
    from rufschutz.handover.spool import SpoolLine


STAYS = 7 * DAY
"""How long (ms) a file stays after it was given up, for whoever still looks into what happened."""


class NotStopped(CoreError):  # noqa: N818 - named for what was found
    """The file does not stand at this line."""

    advice = "See where it stands: rufschutz spool show"


@dataclass(frozen=True, slots=True)
class Damage:
    """A file that stopped at ``line``: ``line`` to ``last`` are passed over, ``following`` whole ones wait.

    ``shift`` is what to add to a line's number to have its fact's sequence from there on; ``readable``
    says that the damaged line itself opens, so that only its place in the record is refused.
    """

    name: str
    line: int
    fault: str
    last: int
    following: int
    shift: int
    readable: bool


def damage_of(position: SpoolPosition, desk: Desk) -> Damage:
    """Look at a file that stopped; raise `NotStopped` for one that did not, or that may still grow."""
    name = f"{position.writer}-{position.epoch}.spool"
    if position.damaged_line is None:
        raise NotStopped(f"{name} has not stopped")
    path = desk.spool / name
    whole = list(_whole(path, desk))
    later = [(number, line) for number, line in whole if number > position.damaged_line]
    total = sum(1 for _ in complete_lines(path)) - 1
    if not later and not is_over(path):
        words = f"{name} is still written, and nothing whole follows yet"
        raise NotStopped(words, advice="Wait, and look again.")
    last = later[0][0] - 1 if later else max(total, position.damaged_line)
    return Damage(
        name=name,
        line=position.damaged_line,
        fault=position.fault,
        last=last,
        following=len(later),
        shift=later[0][1].envelope.sequence - later[0][0] if later else position.shift,
        readable=position.damaged_line in {number for number, _ in whole},
    )


def damages(desk: Desk) -> tuple[Damage, ...]:
    """Return every file that stopped, as `damage_of` finds it."""
    rows = SpoolPosition.objects.exclude(damaged_line=None).order_by("writer", "epoch")
    return tuple(damage_of(row, desk) for row in rows)


def pass_over(name: str, line: int, person: PersonId, desk: Desk, now: Millis) -> Damage:
    """Go on behind the damage at ``line`` of file ``name``, and log what is lost; raise `NotStopped`.

    That settles the difference which a check of the store made of the file.

    Position and log commit together: killed in between, the file still stands where it stood.
    Killed behind it, the worker acknowledges what was given up.
    """
    with transaction.atomic():
        position = _position(name)
        damage = damage_of(position, desk)
        if damage.line != line:
            raise NotStopped(f"{name} stands at line {damage.line}, not {line}")
        position.sequence, position.shift = damage.last, damage.shift
        position.damaged_line, position.fault, position.read_at = None, "", now
        position.closed = damage.following == 0
        position.save(update_fields=["sequence", "shift", "damaged_line", "fault", "read_at", "closed"])
        details = (
            Detail("file", name),
            Detail("first_line", damage.line),
            Detail("last_line", damage.last),
            Detail("fault", damage.fault),
        )
        for tenant in tenant_ids():
            with tenant_scope(tenant):
                hold_log(tenant)
                record(Entry(AuditEvent.FACT_REFUSED, tenant, now, person, name, details))
                answered(tenant, IncidentKind.SPOOL_STOPPED, name, person, _words(damage), now)
    if damage.following == 0:
        acknowledge(desk.spool / name, damage.last)
    return damage


def _words(damage: Damage) -> str:
    return f"rufschutz spool pass: {damage.line}-{damage.last}, {damage.fault}"


def discard_given_up(desk: Desk, now: Millis) -> int:
    """Delete files that were given up `STAYS` ago and will never grow; return how many."""
    rows = SpoolPosition.objects.filter(closed=True, read_at__lte=now - STAYS)
    given_up = set(rows.values_list("writer", "epoch"))
    found = [file for file in spool_files(desk.spool) if (file.writer, file.epoch) in given_up]
    gone = [file.path for file in found if is_over(file.path)]
    for path in gone:
        discard(path)
    return len(gone)


def _position(name: str) -> SpoolPosition:
    writer, _, epoch = name.removesuffix(".spool").rpartition("-")
    rows = SpoolPosition.objects.select_for_update()
    row = rows.filter(writer=writer, epoch=int(epoch) if epoch.isdecimal() else -1).first()
    if row is None:
        raise NotStopped(f"{name} is not known here")
    return row


def _whole(path: Path, desk: Desk) -> Iterator[tuple[int, SpoolLine]]:
    """Yield the lines whose seal opens, with their numbers; none where the head is gone."""
    try:
        head = read_head(path)
        opener = SpoolOpener.create(head, open_epoch(desk.keys, head.key_epoch))
    except (SpoolError, VaultError, KeyGoneError):
        return
    for number, data in enumerate(complete_lines(path)):
        try:
            line = reread_line(path.name, head, data)
            opener.open(line)
        except (SpoolDamaged, VaultError):
            continue
        yield number, line
