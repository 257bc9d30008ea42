"""How voice says it fares: whether calls are recorded, whether facts wait in memory, whose clock is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.setup.checks.finding import error, warning
from rufschutz.handover.health import NoRecording, read_health

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.runtime import Installation
    from rufschutz.core.setup.checks.finding import Finding
    from rufschutz.domain.moments import Millis
    from rufschutz.handover.health import VoiceHealth

HOURS_SILENT = 24 * 60 * 60 * 1000
"""A voice process that has told nothing for so long (ms) was ended on purpose."""

CLOCK_OFF = 2_000
"""More than this (ms) between the calls' clock and the machine's: it was set while calls ran."""

_WHY = {
    NoRecording.DISK_LOW: (
        "disk_low",
        "the disk is below the reserve that stays for facts: calls are answered without recording",
        "Free space on the disk, or lower disk_reserve_mb in rufschutz.toml; see docs/operate.",
    ),
    NoRecording.DISK_REFUSES: (
        "disk_refuses",
        "the disk refuses what voice writes: calls are answered without recording",
        "Free space, or mount it writable again; voice goes on by itself as soon as it can write.",
    ),
    NoRecording.NO_PLAN: (
        "voice_plan",
        "voice holds no plan that is still in force: calls are answered without recording",
        "Start the worker (rufschutz serve worker); it publishes plans, and says why it cannot.",
    ),
}


def findings(installation: Installation, now: Millis) -> Iterator[Finding]:
    """Yield what voice itself reports; nothing where it never ran, or was ended a day ago."""
    health = read_health(installation.run)
    if health is None or now - health.at > HOURS_SILENT:
        return
    if health.stale(now):
        what = f"voice has told nothing for {(now - health.at) // 1000} seconds: it hangs, fell or was ended"
        yield warning("voice_silent", what, "Start it: rufschutz serve, or systemctl restart rufschutz-voice")
        return
    yield from _now(health, now)


def _now(health: VoiceHealth, now: Millis) -> Iterator[Finding]:
    if health.facts_fell:
        what = f"what makes facts durable has ended in voice; {health.facts_waiting} facts wait in memory"
        yield error("facts_fell", what, "Restart voice, and send its log to whoever looks after the program.")
    if (told := _WHY.get(health.why_not)) is not None:
        name, what, advice = told
        yield error(name, f"{what} ({health.refusal})" if health.refusal else what, advice)
    if health.facts_waiting and health.facts_since is not None and now - health.facts_since > CLOCK_OFF:
        what = (
            f"{health.facts_waiting} facts wait in memory since {(now - health.facts_since) // 1000} seconds"
        )
        yield error("facts_in_memory", what, "The disk does not take them. Do not end voice before it does.")
    if abs(health.clock_off) > CLOCK_OFF:
        what = f"the machine's clock was set by {health.clock_off // 1000} seconds while calls run"
        yield warning(
            "clock_set",
            what,
            "Voice follows bit by bit, at once when nobody calls. See that the clock is right.",
        )
