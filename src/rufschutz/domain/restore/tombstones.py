"""Tombstones: what a backup still holds and nobody may see again, as lines of one chained file.

Decides the form of a line, how each is tied to the one before, and what is wrong with a file: each
line carries an HMAC over the last one's and its own words, under a key that the file's copies do
not have. It names opaque ids, keyed indexes, purposes, signed checkpoints and the policy that every
caller hears; never a number, a caller's name or content. What a line demands is done elsewhere
(`core.backup`); what becomes of each guarded thing is `rufschutz.domain.restore.guarded`.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from rufschutz.domain import canonical
from rufschutz.domain.errors import DomainError
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rufschutz.domain.canonical import Json

FORMAT: Final = "rufschutz-tombstones/1"


class What(StrEnum):
    """What a tombstone tells; ``names`` and ``detail`` of each kind stand beside it."""

    KEYS = "keys"
    """Keys and wraps were destroyed: their ids."""
    ERASED = "erased"
    """Things were erased: their ids; detail: shelf and cause, with a space between."""
    NUMBERS = "numbers"
    """The numbers of calls were forgotten: the calls' ids."""
    WITHDRAWN = "withdrawn"
    """A call's consent ended: call, purpose; detail: the way it was told."""
    STANDING_ENDED = "standing_ended"
    """A number's standing consent ended: keyed index, purpose, channel, product; detail: the way."""
    OBJECTED = "objected"
    """A standing wish was made: the number's keyed index, the wish; detail: the way."""
    RESTRICTED = "restricted"
    """Calls were restricted (Art. 18 GDPR): their ids."""
    HELD = "held"
    """Calls were put under a hold: their ids; detail: the hold's id."""
    HOLD_KEPT = "hold_kept"
    """A hold was confirmed, or given a later end: its id; detail: its end in ms UTC."""
    HOLD_ENDED = "hold_ended"
    """Holds and restrictions ended: their ids."""
    ERASURE_ASKED = "erasure_asked"
    """What a data subject wants erased was entered: the call; detail: the request's id."""
    ERASURE_DECIDED = "erasure_decided"
    """Such a request was decided: its id; detail: the state it ended in."""
    API_KEY = "api_key"
    """Keys of programs were revoked: their ids."""
    ROLE = "role"
    """A role got an end: account, role; detail: its end in ms UTC, '' for at once."""
    ACCOUNT = "account"
    """Password or second factor of accounts were set anew: the accounts' ids."""
    STAFF_NO = "staff_no"
    """Somebody of the team said no for their own voice: person, purpose; detail: the state."""
    COUNCIL = "council"
    """The works agreement was entered anew: state, first day, last day ('' for none)."""
    POLICY = "policy"
    """A policy took effect: version, person, document, then purposes told anew; detail: SHA-256."""
    STOPPED = "stopped"
    """Deletion runs were stopped, or let go on: person, end in ms UTC, '' for going on."""
    REDACTED = "redacted"
    """What entries of the log said was erased by an order: number and leaf (hex) of each; detail: why."""
    OFFBOARDED = "offboarded"
    """A controller left and its keys were destroyed: the offboarding's id."""
    CHECKPOINT = "checkpoint"
    """How far a log had come: the signed checkpoint."""


class TombstoneError(DomainError):
    """A file of tombstones that cannot be relied upon: nothing may be restored with it."""

    advice = "Use another copy of the file: one lies with each backup, others where tombstone_copies says."


class NotTombstonesError(TombstoneError):
    """It is no such file, or one of a newer program."""


class ForeignTombstonesError(TombstoneError):
    """The file of another installation, or one made under another root key."""


class TombstonesAlteredError(TombstoneError):
    """A line was changed, moved, put in or taken out."""


class TombstonesTruncatedError(TombstoneError):
    """The file ends before the place that a backup's manifest names."""


class TombstonesTooYoungError(TombstoneError):
    """The file begins behind the place at which the backup was made: what died between is unknown."""


@dataclass(frozen=True, slots=True)
class Stone:
    """One tombstone; ``at`` in ms UTC."""

    tenant: TenantId
    at: Millis
    what: What
    names: tuple[str, ...]
    detail: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in the file: how many lines were ever written until there, and the last one's seal (hex)."""

    line: int = 0
    seal: str = "0" * 64


START: Final = Place()


def head(key: bytes, installation: str, after: Place = START, others: tuple[str, ...] = ()) -> bytes:
    """Return the first line of a file that goes on behind ``after``; older lines were dropped.

    ``others``: the chain's key, sealed (hex) under the keys of those who came after whoever began the file.
    """
    words: dict[str, Json] = {
        "format": FORMAT,
        "installation": installation,
        "after": after.line,
        "before": after.seal,
    }
    if others:
        words["others"] = list(others)
    return _line(words, _sealed(key, "", words))


def others(line: bytes) -> tuple[str, ...]:
    """Return the sealed keys that a first line names, unchecked: who opens one checks the line with it."""
    match _loaded(line):
        case {"others": list(found)}:
            return tuple(map(str, found))
        case _:
            return ()


def laid(key: bytes, place: Place, stones: Iterable[Stone]) -> tuple[bytes, Place]:
    """Return the lines of ``stones`` behind ``place``, and the place at their end."""
    lines = []
    for stone in stones:
        words = _words(place.line + 1, stone)
        place = Place(place.line + 1, _sealed(key, place.seal, words))
        lines.append(_line(words, place.seal))
    return b"".join(lines), place


def read(lines: Iterable[bytes], key: bytes, installation: str) -> Iterator[tuple[Place, Stone | None]]:
    """Yield every place with its tombstone; the first is the file's beginning, with none.

    ``lines`` as a binary file gives them. A last line without its end is one that was being written:
    it is left out. Raises a `TombstoneError`.
    """
    rest = iter(lines)
    place = _begun(next(rest, b""), key, installation)
    yield place, None
    for line in rest:
        if not line.endswith(b"\n"):
            return
        place, stone = _next(line, key, place)
        yield place, stone


def place_of(line: bytes) -> Place:
    """Return the place at the end of a line, which is trusted: the writer's own."""
    match _loaded(line):
        case {"line": int(number), "seal": str(seal)}:
            return Place(number, seal)
        case {"after": int(number), "before": str(seal)}:
            return Place(number, seal)
        case _:
            raise NotTombstonesError("the last line is no tombstone")


def require_covers(found: Iterable[Place], since: Place, until: Iterable[Place]) -> None:
    """Raise unless a file has every place from ``since`` on, and each of ``until``, as they were known.

    ``found``: the places of a file in order, its beginning first. Raises `TombstonesTooYoungError`,
    `TombstonesTruncatedError` or `TombstonesAlteredError`.
    """
    wanted = {place.line: place.seal for place in (since, *until)}
    first, last = None, 0
    for place in found:
        first = place.line if first is None else first
        last = place.line
        if wanted.get(place.line, place.seal) != place.seal:
            raise TombstonesAlteredError(f"line {place.line} is not the one that a backup names")
    if first is not None and since.line < first:
        raise TombstonesTooYoungError(
            f"the file begins behind line {first}, the backup was made at {since.line}"
        )
    if last < max(wanted):
        raise TombstonesTruncatedError(f"the file ends at line {last}, a backup names line {max(wanted)}")


def _begun(line: bytes, key: bytes, installation: str) -> Place:
    match _loaded(line):
        case {"format": str(form), "installation": str(of), "after": int(n), "before": str(before)} as found:
            if form != FORMAT:
                raise NotTombstonesError(
                    f"the file is of the format {form}, which this program does not know"
                )
            if of != installation:
                raise ForeignTombstonesError("the file belongs to another installation")
            words = {name: value for name, value in found.items() if name != "seal"}
            if not hmac.compare_digest(_sealed(key, "", words), str(found.get("seal"))):
                raise ForeignTombstonesError(
                    "the file's first line was altered, or made under another root key"
                )
            return Place(n, before)
        case _:
            raise NotTombstonesError("the file does not begin as a file of tombstones does")


def _next(line: bytes, key: bytes, before: Place) -> tuple[Place, Stone]:
    match _loaded(line):
        case {
            "line": int(number),
            "tenant": str(tenant),
            "at": int(at),
            "what": str(what),
            "names": list(names),
            "detail": str(detail),
            "seal": str(seal),
        } if what in set(What):
            stone = Stone(TenantId(tenant), Millis(at), What(what), tuple(map(str, names)), detail)
            expected = _sealed(key, before.seal, _words(before.line + 1, stone))
            if number == before.line + 1 and hmac.compare_digest(expected, seal):
                return Place(number, seal), stone
    raise TombstonesAlteredError(f"line {before.line + 1} is not the one that was written")


def _words(number: int, stone: Stone) -> dict[str, Json]:
    return {
        "line": number,
        "tenant": stone.tenant,
        "at": stone.at,
        "what": stone.what.value,
        "names": list(stone.names),
        "detail": stone.detail,
    }


def _sealed(key: bytes, before: str, words: dict[str, Json]) -> str:
    return hmac.digest(key, before.encode() + b"\n" + canonical.dumps(words), "sha256").hex()


def _line(words: dict[str, Json], seal: str) -> bytes:
    return canonical.dumps({**words, "seal": seal}) + b"\n"


def _loaded(line: bytes) -> dict[str, Json]:
    try:
        found = canonical.loads(line.removesuffix(b"\n"))
    except canonical.CanonicalError:
        return {}
    return found if isinstance(found, dict) else {}
