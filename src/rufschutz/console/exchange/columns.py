"""What each column of a file of consents may hold, in plain words: the help beside the form.

Decides nothing: what is taken over is decided by `rufschutz.domain.consent.imports`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rufschutz.core.purposes.policy import Availability
from rufschutz.domain.consent.imports import ADVERTISE, CHANNELS, COLUMNS, EARLIEST, LONGEST
from rufschutz.domain.purposes.purpose import ConsentMode

if TYPE_CHECKING:
    from rufschutz.core.purposes.policy import Policy


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the file, what stands in it, and the values that are permitted.

    ``values``: each as it is written and what it means; () where there is no list of them.
    """

    name: str
    words: str
    values: tuple[tuple[str, str], ...] = ()


def columns(policy: Policy, language: str) -> tuple[Column, ...]:
    """Return the columns in the order of the file, for a policy: other purposes are refused."""
    standing = tuple(
        (purpose.id, purpose.names[language])
        for purpose in policy.purposes
        if purpose.consent == ConsentMode.STANDING and purpose.availability is not Availability.NEVER
    )
    advertises = any(name == ADVERTISE for name, _words in standing)
    told = {
        "number": (_("Telefonnummer in der Form +493023125000"), ()),
        "purpose": (_("der Zweck, einer von diesen:"), standing),
        "channel": _of_advertising(advertises, _("wie geworben werden darf, eines von diesen:"), _channels()),
        "product": _of_advertising(advertises, _("wofür geworben werden darf, höchstens 64 Zeichen"), ()),
        "collected_on": (
            _("Tag der Einwilligung, wie 2026-03-01; nicht vor dem %(earliest)s und nicht in der Zukunft")
            % {"earliest": f"{EARLIEST:%d.%m.%Y}"},
            (),
        ),
        "source": (_("woher sie stammt, etwa Papier; höchstens %(most)s Zeichen") % {"most": LONGEST}, ()),
        "evidence": (_("wo der Nachweis liegt; höchstens %(most)s Zeichen") % {"most": LONGEST}, ()),
    }
    return tuple(Column(name, *told[name]) for name in COLUMNS)


def _of_advertising(
    advertises: bool, words: str, values: tuple[tuple[str, str], ...]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    if not advertises:
        return _("bleibt leer: Werbung ist in Ihrem Profil ausgeschlossen"), ()
    return _("nur bei Werbung: %(words)s") % {"words": words}, values


def _channels() -> tuple[tuple[str, str], ...]:
    names = {"phone": _("Anruf"), "sms": _("SMS"), "mail": _("E-Mail"), "post": _("Brief")}
    return tuple((name, names[name]) for name in sorted(CHANNELS))
