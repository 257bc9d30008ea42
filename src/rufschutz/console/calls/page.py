"""A call's page as it is shown: recordings with their fate, matters, the trail of who did what.

Decides words and what is offered. Whether sound may be heard is decided by the record,
here only asked so that a player is not shown in vain.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from rufschutz.console import dates
from rufschutz.console.calls import listening, words
from rufschutz.console.calls.quality import quality_words
from rufschutz.console.calls.rows import row_of
from rufschutz.console.calls.story import Names, tell
from rufschutz.console.calls.whole import Whole, whole_of
from rufschutz.console.language import language
from rufschutz.console.log.views import file_name
from rufschutz.core.accounts.queries import person_name
from rufschutz.core.backup.horizon import opens_until
from rufschutz.core.calls.timeline import Heard
from rufschutz.core.purposes.queries import purpose_names
from rufschutz.core.recordings.queries import may_play
from rufschutz.domain.access.request import Action, Obligation
from rufschutz.domain.access.table import MATTER, TABLE
from rufschutz.domain.audit.certificate import Cause

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rufschutz.console.calls.quality import Quality
    from rufschutz.console.calls.rows import ListRow
    from rufschutz.console.calls.story import StoryLine
    from rufschutz.core.calls.queries import CallView
    from rufschutz.core.matters.queries import MatterView
    from rufschutz.core.recordings.queries import Gap, RecordingView
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.access.table import Permission
    from rufschutz.domain.ids import FactId, PersonId
    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class RecordingPart:
    """A recording on a call's page; ``refusal`` says why there is no player though there is sound.

    ``listening``: the token under which whatever the player asks for is one play, '' without a player.
    ``backups``: whether a backup still opens what is deleted here, '' where nothing was ever stored.
    """

    id: str
    length: str
    playable: bool
    listening: str
    refusal: str
    state: str
    gaps: tuple[str, ...]
    cut_short: str
    fate: str
    deleted: str
    certificate: str
    certificate_name: str
    whole: Whole | None = None
    backups: str = ""


@dataclass(frozen=True, slots=True)
class MatterPart:
    """A request; ``clear``: the number is shown in full. ``workable``: it may be closed.

    ``number`` is '' where nobody is to be called back, ``reason`` where nobody chose one.
    """

    id: str
    number: str
    clear: bool
    reveal: bool
    workable: bool
    closed: str
    fate: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on a call's page but its frame."""

    row: ListRow
    when: str
    recordings: tuple[RecordingPart, ...]
    story: tuple[StoryLine, ...]
    matters: tuple[MatterPart, ...]
    own_fate: str
    quality: Quality | None = None

    @property
    def playable(self) -> bool:
        """Whether there is a player on the page."""
        return any(part.playable for part in self.recordings)


def call_page(
    seen: CallView,
    actor: Actor,
    zone: str,
    now: Millis,
    numbers: Mapping[FactId, str],
    reasons: Mapping[FactId, str],
) -> Page:
    """Return a call as ``actor`` sees it; ``numbers`` holds callback numbers just revealed.

    ``reasons``: what each matter is about, in words, as far as the actor may know.
    """
    opened = any((glass.call, glass.purpose) == (seen.row.id, MATTER) for glass in actor.glasses)
    return Page(
        row=row_of(seen.row, zone),
        when=dates.day_and_time(seen.row.started_at, zone),
        recordings=tuple(
            recording_part(part, zone, _token(part, actor, now), _opened_until(part))
            for part in seen.recordings
        ),
        story=tell(seen.timeline, zone, Names(_people(seen), purpose_names(actor.tenant, language().value))),
        matters=tuple(
            replace(
                matter_part(part, numbers.get(part.id), zone, TABLE[actor.role], opened=opened),
                reason=reasons.get(part.id, ""),
            )
            for part in seen.matters
        ),
        own_fate=due_words(seen.due_at, zone),
        quality=quality_words(seen.quality),
    )


def recording_part(
    seen: RecordingView, zone: str, token: str, opened_until: Millis | None = None
) -> RecordingPart:
    """Return a recording as it is shown in ``zone``; a ``token`` of a listening offers a player.

    ``opened_until``: until when a backup still opens it though it is deleted here.
    """
    refused = seen.audible and not token
    return RecordingPart(
        id=seen.id,
        length=dates.length(seen.length) if seen.audible else "",
        playable=bool(token),
        listening=token,
        refusal=_refusal() if refused else "",
        state=str(words.STATES.get(seen.state.value, seen.state.value)),
        gaps=tuple(_gap(gap) for gap in seen.gaps),
        cut_short=_cut_short(seen),
        fate=_fate(seen, zone),
        deleted=_deleted(seen, zone),
        certificate=reverse("certificate", args=[seen.id]) if _provable(seen) else "",
        certificate_name=file_name(seen.id),
        whole=whole_of(seen, zone),
        backups=_backups(seen, opened_until, zone),
    )


def _token(seen: RecordingView, actor: Actor, now: Millis) -> str:
    return listening.offered(actor, seen.id) if may_play(actor, seen.id, now) else ""


def _opened_until(seen: RecordingView) -> Millis | None:
    return None if seen.erased_at is None else opens_until(seen.erased_at)


def _backups(seen: RecordingView, until: Millis | None, zone: str) -> str:
    if seen.erased_at is None or seen.state.value != "erased":
        return ""
    if until is None:
        return _("Auch keine Sicherung, die Rufschutz kennt, öffnet sie noch.")
    day = dates.last_day(until, zone)
    return _("Eine Schlüsselsicherung könnte sie noch öffnen, längstens bis %(day)s.") % {"day": day}


def _provable(seen: RecordingView) -> bool:
    """Whether a certificate can be asked for: voice proves at once what it destroyed in the call."""
    return seen.proven_at is not None or seen.state.value == "destroyed_before_storage"


def matter_part(
    seen: MatterView, clear: str | None, zone: str, may: Mapping[Action, Permission], *, opened: bool = False
) -> MatterPart:
    """Return a request as it is shown; ``clear`` is the number in full, if it was just revealed.

    ``opened``: by emergency access to its call, whatever the role may.
    """
    shows = opened or (Action.VIEW_NUMBER in may and _unasked(may))
    return MatterPart(
        id=seen.id,
        number=(clear or seen.number or _("gelöscht")) if seen.calls_back else "",
        clear=bool(clear),
        reveal=shows and bool(seen.number) and not clear,
        workable=Action.CLOSE_MATTER in may and seen.closed_at is None,
        closed="" if seen.closed_at is None else dates.day_and_time(seen.closed_at, zone),
        fate=due_words(seen.number_due_at if seen.calls_back else seen.due_at, zone),
    )


def _unasked(may: Mapping[Action, Permission]) -> bool:
    """Whether the number may be shown without giving a reason first."""
    return Obligation.REASON not in may[Action.VIEW_NUMBER].owes


def _people(seen: CallView) -> dict[PersonId, str]:
    """Return the names of who listened; one that is not known any more is left out."""
    heard = {line.person for line in seen.timeline if isinstance(line, Heard)}
    names = {person: person_name(person) for person in heard}
    return {person: name for person, name in names.items() if name}


def due_words(due: Millis | None, zone: str) -> str:
    """Return by which day something goes, or a dash."""
    return "–" if due is None else _("bis %(day)s") % {"day": dates.last_day(due, zone)}


def _refusal() -> str:
    return _(
        "Es gibt eine Aufnahme. Ihre Rolle sieht alles über sie, hört sie aber nicht: "
        "Inhalte sind denen vorbehalten, an die sie gerichtet sind."
    )


def _gap(gap: Gap) -> str:
    reason = (words.PAUSED_BECAUSE | words.GAP_BECAUSE).get(gap.reason, gap.reason)
    values = {"at": dates.length(gap.offset), "length": dates.spoken_length(gap.length), "reason": reason}
    return _("Lücke bei %(at)s: %(length)s nicht aufgenommen, %(reason)s.") % values


def _cut_short(seen: RecordingView) -> str:
    if not seen.cut_short or not seen.audible:
        return ""
    return _("Die Aufnahme brach nach %(length)s ab. Was bis dahin gesprochen wurde, ist erhalten.") % {
        "length": dates.spoken_length(seen.length)
    }


def _fate(seen: RecordingView, zone: str) -> str:
    if seen.due_at is None:
        return ""
    day = dates.last_day(seen.due_at, zone)
    if seen.promised_until is not None and seen.promised_until == seen.due_at:
        return _("Wird gelöscht bis %(day)s, wie dem Anrufer zugesagt.") % {"day": day}
    return _("Wird gelöscht bis %(day)s.") % {"day": day}


def _deleted(seen: RecordingView, zone: str) -> str:
    if seen.erased_at is None:
        return ""
    day = dates.day(seen.erased_at, zone)
    if seen.cause is Cause.WITHDRAWAL:
        return _("Gelöscht am %(day)s auf Widerruf.") % {"day": day}
    if seen.rule and seen.state.value == "erased":
        return _("Gelöscht am %(day)s nach Regel „%(rule)s“.") % {
            "day": day,
            "rule": words.rule_name(seen.rule),
        }
    return _("Vernichtet am %(day)s, bevor etwas gespeichert war.") % {"day": day}
