"""The sources that talk to this process: what each has taken of what it may, and who is blocked.

Gate and guard of the SIP endpoint. Strangers never enter the table, and the table holds so
many sources and no more: the one that was silent longest is forgotten first, so that a
million made-up addresses cost what a few thousand do. It keeps no number of a caller.

Whoever is blocked is blocked outside of calls only: what carries our tag of a call that runs is read,
because that tag cannot be guessed, while the address of a datagram can be anybody's.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from rufschutz.voice.bucket import Bucket
from rufschutz.voice.sip.dialogs import DialogId
from rufschutz.voice.sip.errors import BadFieldError
from rufschutz.voice.sip.fields import read_uri, uri_text
from rufschutz.voice.sip.guard import Verdict
from rufschutz.voice.sip.identity import called_of, diverted_from
from rufschutz.voice.standing import ALLOWANCES, MEMORY_MS, OF_CALLS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sipmessage import Request

    from rufschutz.voice.sip.via import Hop
    from rufschutz.voice.standing import Allowance, Standing

MOST_SOURCES: Final = 4_096

SCANNERS: Final = (
    "friendly-scanner",
    "friendly-request",
    "sipvicious",
    "sipcli",
    "sip-scan",
    "sipscan",
    "sundayddr",
    "iwar",
    "sipsak",
    "pplsip",
    "vaxsipuseragent",
)
"""Words of User-Agent by which programs that look for open PBXs name themselves."""

_TAG: Final = re.compile(rb"tag[ \t]*=[ \t]*([A-Za-z0-9]{1,64})", re.IGNORECASE)
_MOST_TAGS: Final = 8
_TAGS_WITHIN: Final = 4_096
"""Bytes from the start of a message in which From and To are looked for."""

_PROBES: Final = frozenset({"INVITE", "OPTIONS", "REGISTER"})


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """What was turned away since the start, by reason, and how many sources were blocked how often.

    ``strangers`` by their address, ``flooding`` above a rate, ``crowded`` by too many dialogs in
    progress, ``blocked`` of a blocked source, ``scanners`` by name, ``offences`` unread or to nobody.
    """

    strangers: int = 0
    flooding: int = 0
    crowded: int = 0
    blocked: int = 0
    scanners: int = 0
    offences: int = 0
    blocks: int = 0


@dataclass(slots=True)
class Source:
    """One source and what it took. ``users`` are those it asked for in vain since ``users_since``."""

    allowance: Allowance
    messages: Bucket = field(default_factory=Bucket)
    of_calls: Bucket = field(default_factory=Bucket)
    requests: Bucket = field(default_factory=Bucket)
    offences: Bucket = field(default_factory=Bucket)
    users: set[int] = field(default_factory=set)
    users_since: int = 0
    blocked_until: int = 0
    dialogs: set[DialogId] = field(default_factory=set)


class Sources:
    """Judges by ``standing`` of a host (None: a stranger), ``known`` users, and what dialogs do.

    ``waits`` says whether a dialog still waits for its answer or the ACK of it; of one source
    at most ``most_waiting`` may, whatever its allowance. ``runs``: whether a dialog is in memory.
    """

    def __init__(
        self,
        standing: Callable[[str], Standing | None],
        known: Callable[[str], bool],
        waits: Callable[[DialogId], bool],
        runs: Callable[[DialogId], bool],
        most_waiting: int,
    ) -> None:
        self._standing = standing
        self._known = known
        self._waits = waits
        self._runs = runs
        self._most_waiting = most_waiting
        self._table: OrderedDict[str, Source] = OrderedDict()
        self.counts = SourceCounts()

    def __len__(self) -> int:
        return len(self._table)

    def reconsider(self) -> None:
        """Look at every source anew: the allowed peers have changed."""
        for host, source in list(self._table.items()):
            standing = self._standing(host)
            if standing is None:
                del self._table[host]
            else:
                source.allowance = ALLOWANCES[standing]

    def allows(self, source: Hop) -> bool:
        """Return whether a source is no stranger."""
        return self._find(source.host) is not None

    def takes(self, source: Hop, data: bytes, now: int) -> bool:
        """Return whether a message from there is read at all (Gate)."""
        found = self._find(source.host)
        if found is None:
            return self._no("strangers")
        if _is_blocked(found, now):
            return self._of_a_call(found, data, now) or self._no("blocked")
        in_time = found.messages.take(found.allowance.messages, now)
        return in_time or self._of_a_call(found, data, now) or self._no("flooding")

    def connects(self, source: Hop, now: int) -> bool:
        """Return whether a connection from there is kept (Gate)."""
        return self.takes(source, b"", now)

    def outside(self, request: Request, source: Hop, now: int) -> Verdict:
        """Judge a new request that belongs to no dialog (Guard)."""
        found = self._find(source.host)
        if found is None:
            return self._drop("strangers")
        if _is_blocked(found, now):
            return self._drop("blocked")
        if not found.allowance.only_offences and _names_a_scanner(request):
            self._block(found, now)
            return self._drop("scanners")
        if request.method in _PROBES and not self._is_meant(request):
            return self._astray(found, _wanted(request), now)
        if not found.requests.take(found.allowance.requests, now):
            return self._drop("flooding")
        return self._crowded(found) if request.method == "INVITE" else Verdict.SERVE

    def unreadable(self, source: Hop, now: int) -> bool:
        """Take note of a message that cannot be read; return whether it may be answered (Guard)."""
        found = self._find(source.host)
        return found is not None and self._offend(found, now)

    def begun(self, dialog: DialogId, source: Hop) -> None:
        """Take note of a dialog that this source began (Guard)."""
        found = self._find(source.host)
        if found is not None:
            found.dialogs.add(dialog)

    def _find(self, host: str) -> Source | None:
        found = self._table.get(host)
        if found is not None:
            self._table.move_to_end(host)
            return found
        standing = self._standing(host)
        if standing is None:
            return None
        found = self._table[host] = Source(ALLOWANCES[standing])
        if len(self._table) > MOST_SOURCES:
            self._table.popitem(last=False)
        return found

    def _of_a_call(self, source: Source, data: bytes, now: int) -> bool:
        """Return whether a message carries our tag of a call that runs, and such are not too many."""
        return any(self._runs(each) for each in _tags_in(data)) and source.of_calls.take(OF_CALLS, now)

    def _is_meant(self, request: Request) -> bool:
        """Return whether the request is for a line of ours, or for nobody in particular."""
        wanted = _wanted(request)
        return not wanted or self._known(wanted) or self._known(diverted_from(request))

    def _astray(self, source: Source, wanted: str, now: int) -> Verdict:
        """Judge a request to a user that nobody is; many of them are no mistake."""
        if now - source.users_since > MEMORY_MS:
            source.users.clear()
            source.users_since = now
        source.users.add(hash(wanted))
        if len(source.users) > source.allowance.users:
            self._block(source, now)
        if not self._offend(source, now):
            return Verdict.DROP
        return (
            Verdict.SERVE if source.requests.take(source.allowance.requests, now) else self._drop("flooding")
        )

    def _offend(self, source: Source, now: int) -> bool:
        """Count one offence; return whether it is still answered."""
        if source.blocked_until > now:
            return self._no("blocked")
        if source.offences.take(source.allowance.offences, now):
            return True
        self._block(source, now)
        return self._no("offences")

    def _block(self, source: Source, now: int) -> None:
        if source.blocked_until <= now:
            self._count("blocks")
        source.blocked_until = now + source.allowance.block_ms
        source.users.clear()

    def _crowded(self, source: Source) -> Verdict:
        most = min(source.allowance.dialogs, self._most_waiting)
        if len(source.dialogs) >= most:
            source.dialogs = {each for each in source.dialogs if self._waits(each)}
        if len(source.dialogs) < most:
            return Verdict.SERVE
        self._count("crowded")
        return Verdict.REFUSE

    def _count(self, reason: str) -> None:
        before: int = getattr(self.counts, reason)
        self.counts = replace(self.counts, **{reason: before + 1})

    def _no(self, reason: str) -> bool:
        self._count(reason)
        return False

    def _drop(self, reason: str) -> Verdict:
        self._count(reason)
        return Verdict.DROP


def _is_blocked(source: Source, now: int) -> bool:
    """Return whether a source is blocked wholly, not for its offences alone."""
    return source.blocked_until > now and not source.allowance.only_offences


def _tags_in(data: bytes) -> list[DialogId]:
    """Return what may be tags in a message that was not read; a few, and of its beginning."""
    found = islice(_TAG.finditer(data[:_TAGS_WITHIN]), _MOST_TAGS)
    return [DialogId(each[1].decode("ascii")) for each in found]


def _names_a_scanner(request: Request) -> bool:
    agent = (request.headers.get("User-Agent") or "").lower()
    return any(word in agent for word in SCANNERS)


def _wanted(request: Request) -> str:
    """Return the user that a request asks for: of a REGISTER it stands in To (RFC 3261, 10.2)."""
    if request.method != "REGISTER":
        return called_of(request)
    try:
        return read_uri(uri_text(request.headers["To"])).user or ""
    except BadFieldError:
        return ""
