"""The reports of one call (RTCP): when one is due, what it says, and what the far end says of us.

About one in five seconds, at an interval that varies, so that calls that began
together do not report together (RFC 3550, section 6.3.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rufschutz.domain.moments import Millis
from rufschutz.voice.media import rtcp
from rufschutz.voice.media.errors import RtpError
from rufschutz.voice.media.incoming import NOT_YET

if TYPE_CHECKING:
    from rufschutz.voice.media.arrivals import Arrivals
    from rufschutz.voice.media.outgoing import StreamIdentity
    from rufschutz.voice.media.rtcp import Report, Sent
    from rufschutz.voice.media.source import Address

INTERVAL_MS: Final = 5_000
PRESENT_MS: Final = 8_000
"""A far end that reports is there, though it sends no sound: longer than its own longest interval (6.2 s)."""

_LONGEST_TRIP: Final = 60 << 16


class Control:
    """One call's RTCP. ``heard_at`` is when the far end last reported."""

    __slots__ = (
        "_due", "_identity", "_last_report", "_last_report_at", "_number", "broken", "far_jitter_ms",
        "far_lost", "gone", "heard_at", "round_trip_ms", "sent", "target",
    )  # fmt: skip

    def __init__(self, identity: StreamIdentity) -> None:
        self._identity = identity
        self._number = identity.ssrc
        self._due: Millis | None = None
        self._last_report = 0
        self._last_report_at = Millis(0)
        self.target: Address | None = None
        self.heard_at = NOT_YET
        self.gone = False
        self.sent = 0
        self.broken = 0
        self.round_trip_ms: int | None = None
        self.far_jitter_ms: int | None = None
        self.far_lost: int | None = None

    def present(self, now: Millis) -> bool:
        """Say whether the far end has reported within the last seconds, and not said goodbye."""
        return now - self.heard_at <= PRESENT_MS and not self.gone

    def take(self, datagram: memoryview, size: int, source: Address, now: Millis) -> None:
        """Take a compound packet of the far end; reports go back to where its own come from."""
        try:
            heard = rtcp.read(datagram, size)
        except RtpError:
            self.broken += 1
            return
        self.heard_at = now
        self.target = source
        self.gone = bool(heard.gone)
        for report in heard.reports:
            self._learn(report, now)

    def due(self, now: Millis) -> bool:
        """Say whether a report is due; the first one is half an interval after this was first asked."""
        if self._due is None:
            self._due = Millis(now + self._interval() // 2)
        if now < self._due:
            return False
        self._due = Millis(now + self._interval())
        return True

    def report(self, now: Millis, source: int, arrivals: Arrivals, sent: Sent) -> bytes:
        """Return the report that is due; ``source`` is whom we hear, or -1."""
        self.sent += 1
        block = rtcp.Block(
            ssrc=source,
            fraction=arrivals.fraction(),
            lost=arrivals.lost,
            highest=arrivals.highest,
            jitter=arrivals.jitter,
            last_report=self._last_report,
            delay=((now - self._last_report_at) << 16) // 1000 if self._last_report else 0,
        )
        blocks = () if source < 0 else (block,)
        return rtcp.build(self._identity.ssrc, self._identity.cname, now, sent, blocks)

    def goodbye(self) -> bytes:
        """Return what tells the far end that our stream ends."""
        return rtcp.goodbye(self._identity.ssrc, self._identity.cname)

    def _interval(self) -> int:
        """Return 0.5 to 1.5 times the interval, made up for the timer's bias (section 6.3.1: e - 3/2)."""
        self._number = (self._number * 1_664_525 + 1_013_904_223) & 0xFFFFFFFF
        return int(INTERVAL_MS * (0.5 + self._number / 2**32) / 1.21828)

    def _learn(self, report: Report, now: Millis) -> None:
        if report.sent_at is not None:
            self._last_report, self._last_report_at = report.sent_at, now
        for block in report.blocks:
            if block.ssrc != self._identity.ssrc:
                continue
            self.far_jitter_ms = min(block.jitter // 8, 60_000)
            self.far_lost = max(block.lost, 0)
            trip = (rtcp.ntp_middle(now) - block.last_report - block.delay) & 0xFFFFFFFF
            if block.last_report and trip < _LONGEST_TRIP:
                self.round_trip_ms = (trip * 1000) >> 16
