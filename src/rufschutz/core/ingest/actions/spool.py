"""Reading the spool into the record, file by file, in order.

Position and rows commit together, the acknowledgement follows: killed in between, the
same lines are read again and change nothing. A line that does not fit stops its own
file, is named and stays; all other files go on.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from django.db import DatabaseError, IntegrityError, transaction

from rufschutz.core.errors import CoreError
from rufschutz.core.ingest.actions.apply import Marks, Place, apply
from rufschutz.core.ingest.models import SpoolPosition
from rufschutz.core.keys.actions import open_epoch
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.domain.canonical import CanonicalError
from rufschutz.domain.errors import RufschutzError
from rufschutz.handover.codec import RecordError
from rufschutz.handover.facts import read_fact
from rufschutz.handover.spool import SpoolDamaged, acknowledge, read_head, read_lines, spool_files
from rufschutz.vault.open.spool import SpoolOpener
from rufschutz.vault.open.suite import CannotOpen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rufschutz.core.ingest.desk import Desk
    from rufschutz.domain.call.facts import Fact
    from rufschutz.domain.moments import Millis
    from rufschutz.handover.spool import SpoolFile, SpoolLine

log = logging.getLogger(__name__)

BATCH = 200


class FactRefused(CoreError):  # noqa: N818 - named for what happened
    """A line that cannot become part of the record; the message names file, line and why."""

    advice = "Look at it: rufschutz spool show. Keep a copy of the file, then pass over it."

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Taken:
    """What one pass over the spool did: facts applied, and what is wrong with files that stopped."""

    facts: int
    stopped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Decoded:
    """Facts in order with their line numbers, up to the first line that cannot be read."""

    facts: tuple[tuple[int, Fact], ...]
    damage: FactRefused | None


class SpoolTaker:
    """Takes the spool over, pass by pass. Remembers only what saves reading a file that has not grown."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._sizes: dict[Path, int] = {}
        self._openers: dict[Path, SpoolOpener] = {}

    def take(self, now: Millis) -> Taken:
        """Apply everything that the spool holds, in order per writer."""
        files = spool_files(self._desk.spool)
        self._forget_gone({file.path for file in files})
        facts, stopped = 0, list[str]()
        for file in files:
            with suppress(FileNotFoundError):  # voice deleted it meanwhile: it was taken over
                facts += self._take_grown(file, stopped, now)
        return Taken(facts, tuple(stopped))

    def _take_grown(self, file: SpoolFile, stopped: list[str], now: Millis) -> int:
        size = file.path.stat().st_size
        if self._sizes.get(file.path) == size:
            return 0
        position, applied = _position(file, now), 0
        if position.damaged_line is None and not position.closed:
            applied = self._take_file(file, position, now)
        if position.closed:  # the pass over it may have died before this
            acknowledge(file.path, position.sequence)
        if position.damaged_line is not None:  # asked again each time: somebody may have passed over it
            stopped.append(position.fault)
        else:
            self._sizes[file.path] = size
        return applied

    def _take_file(self, file: SpoolFile, position: SpoolPosition, now: Millis) -> int:
        applied = 0
        while True:
            decoded = self._decode(file, position.sequence, position.shift)
            if decoded.facts:
                applied += self._apply(decoded.facts, file, position, now)
            if position.damaged_line is None and decoded.damage is not None:
                _stop(position, decoded.damage)
            acknowledge(file.path, position.sequence)
            if len(decoded.facts) < BATCH or position.damaged_line is not None:
                return applied

    def _decode(self, file: SpoolFile, after: int, shift: int) -> _Decoded:
        facts: list[tuple[int, Fact]] = []
        try:
            facts.extend(
                (line.envelope.sequence - shift, self._fact(file, line, shift))
                for line in islice(read_lines(file.path, after, shift), BATCH)
            )
        except FactRefused as damage:
            return _Decoded(tuple(facts), damage)
        except SpoolDamaged as error:
            return _Decoded(tuple(facts), FactRefused(error.sequence, str(error)))
        return _Decoded(tuple(facts), None)

    def _fact(self, file: SpoolFile, line: SpoolLine, shift: int) -> Fact:
        envelope, number = line.envelope, line.envelope.sequence - shift
        try:
            fact = read_fact(envelope.type, self._opener(file.path).open(line))
        except (RecordError, CanonicalError, CannotOpen, KeyGoneError) as error:
            raise FactRefused(number, f"{line.file}, line {number}: {error}") from error
        if (fact.head.fact, fact.head.tenant) != (envelope.fact, envelope.tenant):
            raise FactRefused(number, f"{line.file}, line {number}: not what it says")
        return fact

    def _opener(self, path: Path) -> SpoolOpener:
        if path not in self._openers:
            head = read_head(path)
            self._openers[path] = SpoolOpener.create(head, open_epoch(self._desk.keys, head.key_epoch))
        return self._openers[path]

    def _apply(
        self, facts: Sequence[tuple[int, Fact]], file: SpoolFile, position: SpoolPosition, now: Millis
    ) -> int:
        """Apply a batch in one transaction; where a fact in it is refused, one by one up to that fact."""
        try:
            return self._apply_together(facts, file, position, now)
        except (RufschutzError, IntegrityError):
            applied = 0
            for numbered in facts:
                try:
                    applied += self._apply_together([numbered], file, position, now)
                except (RufschutzError, IntegrityError) as error:
                    _stop(position, _refused(file, numbered[0], error))
                    break
            return applied

    def _apply_together(
        self, facts: Sequence[tuple[int, Fact]], file: SpoolFile, position: SpoolPosition, now: Millis
    ) -> int:
        before = position.sequence
        desk = replace(self._desk, rules=lru_cache(maxsize=None)(self._desk.rules))
        try:
            with transaction.atomic():
                marks = Marks(fact for _, fact in facts)
                applied = sum(
                    apply(fact, Place(file.writer, file.epoch, number), desk, now, marks)
                    for number, fact in facts
                )
                marks.store()
                position.sequence, position.read_at = facts[-1][0], now
                position.save(update_fields=["sequence", "read_at"])
        except BaseException:
            position.sequence = before
            raise
        return applied

    def _forget_gone(self, present: set[Path]) -> None:
        for path in self._sizes.keys() - present:
            del self._sizes[path]
            self._openers.pop(path, None)


def _position(file: SpoolFile, now: Millis) -> SpoolPosition:
    row, _ = SpoolPosition.objects.get_or_create(
        writer=file.writer, epoch=file.epoch, defaults={"read_at": now}
    )
    return row


def _refused(file: SpoolFile, line: int, error: Exception) -> FactRefused:
    """Say why a line is refused; a database's own words quote the row, so its kind has to do."""
    why = type(error).__name__ if isinstance(error, DatabaseError) else str(error)
    return FactRefused(line, f"{file.path.name}, line {line}: {why}")


def _stop(position: SpoolPosition, damage: FactRefused) -> None:
    log.error("a spool file stops at line %d: it is damaged", damage.line)
    position.damaged_line, position.fault = damage.line, str(damage)[:200]
    position.save(update_fields=["damaged_line", "fault"])
