"""The dashboard of this process: what is shown of it, and where.

It gathers the parts that keep counts and starts whoever looks at them: the thread that tells
how the process fares, and the port of the metrics. It decides nothing and touches no call.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from rufschutz.adapters.metrics import names
from rufschutz.adapters.metrics.endpoint import listen
from rufschutz.voice.health import HealthTeller
from rufschutz.voice.instruments import Instruments

if TYPE_CHECKING:
    from rufschutz.adapters.metrics.endpoint import HealthEndpoint
    from rufschutz.adapters.metrics.measure import Metric
    from rufschutz.voice.door import Door
    from rufschutz.voice.health import Watched
    from rufschutz.voice.lookup import Lookup
    from rufschutz.voice.media.clock import TickClock
    from rufschutz.voice.settings import VoiceSettings
    from rufschutz.voice.sip.transport import Driver
    from rufschutz.voice.spooler import Spooler
    from rufschutz.voice.switchboard import Switchboard

Count: TypeAlias = "tuple[Metric, object]"
"""A metric and the object whose numbers it shows."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Who keeps counts; what is None is not there yet and shows nothing."""

    door: Door
    transport: Driver
    switchboard: Switchboard | None
    spooler: Spooler | None
    lookup: Lookup | None = None

    def counts(self) -> tuple[Count, ...]:
        """Return each metric with the holder of its counts; called from the thread that shows them."""
        return (
            (names.REFUSED, self.door.admission.counts),
            (names.TURNED_AWAY, self.door.sources.counts),
            (names.TCP, self.transport.tcp),
            *self._signalling(),
            *self._calls(),
            *self._writing(),
            *(() if self.lookup is None else ((names.LOOKUPS, self.lookup.counts),)),
        )

    def _signalling(self) -> tuple[Count, ...]:
        agent = self.door.agent
        if agent is None:
            return ()
        return (
            (names.SIP, agent.counts),
            (names.MESSAGES, agent.traffic.counts()),
            (names.TRANSACTIONS, {(): agent.transactions()}),
        )

    def _calls(self) -> tuple[Count, ...]:
        if self.switchboard is None:
            return ()
        tally = self.switchboard.tally
        return ((names.ENDED, tally.ended()), (names.MEDIA, tally.media))

    def _writing(self) -> tuple[Count, ...]:
        if self.spooler is None:
            return ()
        return (
            (names.REFUSED_WRITES, {(): self.spooler.state().failures}),
            (names.SYNC_SECONDS, self.spooler.syncs),
        )


class Dashboard:
    """Shows ``watched``, ``ticks`` and the counts of ``parts`` from `open` to `close`."""

    def __init__(self, settings: VoiceSettings, watched: Watched, ticks: TickClock, parts: Parts) -> None:
        self._settings = settings
        self._teller = HealthTeller(settings.run, watched)
        self._told = Instruments(watched, ticks, parts.counts).told()
        self._endpoint: HealthEndpoint | None = None

    def open(self) -> None:
        """Begin to show; a metrics port that is taken keeps nobody from calling."""
        settings = self._settings
        self._teller.start()
        self._endpoint = listen(
            "voice", self._told, settings.metrics_host, settings.metrics_port, settings.run
        )

    def close(self) -> None:
        """Tell once more how the process fares, then show nothing."""
        self._teller.stop()
        if self._endpoint is not None:
            self._endpoint.close()
