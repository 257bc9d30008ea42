"""The door of this process: who is listened to, who is served, who is let in, and when it closes.

It decides nothing itself: it puts the policies together and hands each what it asks for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.voice.admission import PHRASES, Admission, Limits, limit_of_calls
from rufschutz.voice.drain import Drain
from rufschutz.voice.sip.errors import RefusalError
from rufschutz.voice.sip.identity import called_of, diverted_from
from rufschutz.voice.sip.replies import stateless_tag
from rufschutz.voice.sources import Sources
from rufschutz.voice.standing import most_waiting, standing_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sipmessage import Request

    from rufschutz.voice.plans import PlanBook
    from rufschutz.voice.settings import VoiceSettings
    from rufschutz.voice.sip.agent import UserAgent
    from rufschutz.voice.sip.dialogs import DialogId
    from rufschutz.voice.sip.via import Hop
    from rufschutz.voice.standing import Standing


class Door:
    """Gate, guard and admission of one user agent, which comes with `attend`. ``calls``: how many run."""

    def __init__(self, plans: PlanBook, settings: VoiceSettings, calls: Callable[[], int]) -> None:
        self._plans = plans
        self._calls = calls
        limit = limit_of_calls(settings.max_calls, settings.rtp_ports)
        late = settings.late_ms
        self.admission = Admission(Limits(limit, late_ms=late, calm_ms=late / 2))
        self.sources = Sources(self._standing, self._is_line, self._waits, self._runs, most_waiting(limit))
        self.drain = Drain(settings.drain_seconds)
        self.agent: UserAgent | None = None

    def attend(self, agent: UserAgent) -> None:
        """Take the user agent that the door belongs to."""
        self.agent = agent

    def allows(self, hop: Hop) -> bool:
        """Return whether a peer's address may talk to us at all."""
        return self.sources.allows(hop)

    def refuses(self, request: Request, source: Hop) -> RefusalError | None:
        """Return how the reception would refuse an INVITE; the same request waits for the same time."""
        plan = self._plans.serving(called_of(request), diverted_from(request), source.host)
        if plan is None:
            return RefusalError(404)
        refusal = self.admission.ask(self._calls(), int(stateless_tag(request)[:4], 16))
        if refusal is None:
            return None
        return RefusalError(503, PHRASES[refusal.reason], ("Retry-After", str(refusal.seconds)))

    def legs(self) -> int:
        """Return how many calls the user agent still knows: an answer to our BYE may be under way."""
        return self.agent.calls() if self.agent is not None else 0

    def close(self, retry_after: int) -> None:
        """Let nobody in any more; who asks may come again after so many seconds."""
        self.admission.drain()
        if self.agent is not None:
            self.agent.retry_after = retry_after

    def _standing(self, host: str) -> Standing | None:
        return standing_of((peer for plan in self._plans.every() for peer in plan.allowed_peers), host)

    def _is_line(self, user: str) -> bool:
        return self._plans.find(user) is not None

    def _waits(self, dialog: DialogId) -> bool:
        return self.agent is not None and self.agent.waits(dialog)

    def _runs(self, dialog: DialogId) -> bool:
        return self.agent is not None and self.agent.knows(dialog)
