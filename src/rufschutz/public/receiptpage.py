"""A receipt as it is shown: kinds and dates in plain words, and what can be done at once.

Decides words only. It gets nothing that names a person, and must show no content, number,
specialty, reason or other call; what it may show is gathered by `core.consent.receipts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rufschutz.core.purposes import plain
from rufschutz.core.purposes.queries import purpose_name
from rufschutz.domain.call.facts import ConsentState
from rufschutz.public import days

if TYPE_CHECKING:
    from rufschutz.core.consent.receipts import ReceiptView, ShownConsent, ShownThing
    from rufschutz.core.tenants.queries import Controller
    from rufschutz.domain.call.commands import Language


@dataclass(frozen=True, slots=True)
class ThingLine:
    """One thing: what it is, how long it sounds, until when it stays or since when it is gone.

    ``certificate``: its id where a proof of the deletion can be fetched, else ''.
    """

    name: str
    length: str
    fate: str
    gone: bool
    certificate: str


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One consent: for what, in which state, since when; ``purpose`` is its id where it can be withdrawn."""

    name: str
    state: str
    since: str
    purpose: str


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """A receipt's page but for its frame. ``kept``: nothing is deleted now; ``why``: what is told of it."""

    when: str
    things: tuple[ThingLine, ...]
    consents: tuple[ConsentLine, ...]
    sounding: bool
    backups: str
    until: str
    officer: str
    authority: str
    kept: bool = False
    why: str = ""

    @property
    def living(self) -> tuple[ThingLine, ...]:
        """What is stored."""
        return tuple(thing for thing in self.things if not thing.gone)

    @property
    def gone(self) -> tuple[ThingLine, ...]:
        """What was deleted."""
        return tuple(thing for thing in self.things if thing.gone)


def receipt_page(view: ReceiptView, owner: Controller, language: Language) -> ReceiptPage:
    """Return what is shown of a receipt, in the language that is active."""
    zone = owner.zone
    when = view.day if view.began_at is None else days.day_and_time(view.began_at, zone, language)
    backups = view.backups_gone_at
    return ReceiptPage(
        when=when,
        things=_things(view, zone, language),
        consents=tuple(_consent(consent, owner, language) for consent in view.consents),
        sounding=view.sounding,
        backups="" if backups is None else days.last_day(backups, zone, language),
        until=days.last_day(view.until, zone, language),
        officer=owner.officer,
        authority=owner.supervision,
        kept=view.kept,
        why=_why(view, zone, language),
    )


def _why(view: ReceiptView, zone: str, language: Language) -> str:
    """Return why and how long it is kept, as far as the caller may know."""
    if view.kept_until is None:
        return ""
    return _(
        "Dieser Anruf wird länger aufbewahrt, für einen Streit, einen offenen Antrag oder wegen einer "
        "gesetzlichen Pflicht: längstens bis %(day)s. So lange ist er gesperrt und dient nichts anderem."
    ) % {"day": days.last_day(view.kept_until, zone, language)}


def _things(view: ReceiptView, zone: str, language: Language) -> tuple[ThingLine, ...]:
    """Return every recording, and of the rest what says the same once."""
    found: list[ThingLine] = []
    for thing in view.things:
        line = _thing(thing, zone, language, kept=view.kept)
        if thing.kind and (thing.length is not None or line not in found):
            found.append(line)
    return tuple(found)


def _thing(thing: ShownThing, zone: str, language: Language, *, kept: bool) -> ThingLine:
    if thing.erased_at is not None:
        fate = _("gelöscht am %(day)s") % {"day": days.day(thing.erased_at, zone, language)}
    elif kept:
        fate = _("bis es keinen Grund mehr gibt, es aufzubewahren")
    elif thing.due_at is not None:
        fate = _("höchstens bis %(day)s") % {"day": days.last_day(thing.due_at, zone, language)}
    else:
        fate = _("wird gerade eingelagert")
    gone = thing.erased_at is not None
    return ThingLine(
        name=plain.kind_name(thing.kind, language),
        length="" if thing.length is None else _length(thing.length),
        fate=fate,
        gone=gone,
        certificate=thing.id if gone and thing.proven else "",
    )


def _length(milliseconds: int) -> str:
    minutes, seconds = divmod(max(0, milliseconds) // 1000, 60)
    values = {"minutes": minutes, "seconds": seconds}
    return _("%(minutes)d Min. %(seconds)d Sek.") % values if minutes else _("%(seconds)d Sek.") % values


def _consent(consent: ShownConsent, owner: Controller, language: Language) -> ConsentLine:
    return ConsentLine(
        name=purpose_name(owner.id, consent.purpose, language.value),
        state=_state(consent.state),
        since=days.day_and_time(consent.at, owner.zone, language),
        purpose=consent.purpose if consent.state is ConsentState.GIVEN else "",
    )


def _state(state: ConsentState) -> str:
    match state:
        case ConsentState.GIVEN:
            return _("Sie haben zugestimmt")
        case ConsentState.REFUSED:
            return _("Sie haben Nein gesagt")
        case ConsentState.WITHDRAWN:
            return _("Sie haben Ihr Ja zurückgenommen")
        case ConsentState.REQUESTED:
            return _("Sie wurden gefragt und haben nicht geantwortet")
        case ConsentState.EXPIRED:
            return _("Ihr Ja ist abgelaufen")
        case ConsentState.INVALIDATED:
            return _("ungültig: Es zählt nicht als Ja")
