"""What a form asks for in a new key, and what is wrong with it, in words.

Decides nothing that the record does not decide again: it says in plain words beforehand what
`rufschutz.domain.access.keys` would refuse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from rufschutz.console.roles.words import ACTIONS, PURPOSES
from rufschutz.domain.access.keys import LONGEST_DAYS, NAME_LENGTH, grantable
from rufschutz.domain.access.request import Action

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from django.http import QueryDict

    from rufschutz.domain.ids import PurposeId

DAYS: Final = "90"
"""How many days a new key lives where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A key as it was asked for; ``days`` as it was typed."""

    name: str
    actions: frozenset[str]
    purposes: frozenset[str]
    days: str

    @property
    def lives(self) -> int:
        """For how many days; 0 for what is no number."""
        return int(self.days) if self.days.isascii() and self.days.isdecimal() and len(self.days) < 6 else 0


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a key can be given; ``hint``: for which purposes it can be."""

    value: str
    name: str
    hint: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Choices under one heading."""

    name: str
    choices: tuple[Choice, ...]


_GROUPS: Final = (
    (
        lazy("Anrufe"),
        {Action.LIST_CALLS, Action.VIEW_CALL, Action.ASK_DELETION, Action.VIEW_HOLDS},
    ),
    (
        lazy("Einwilligungen und Widersprüche"),
        {
            Action.WITHDRAW_CONSENT,
            Action.VIEW_CONSENTS,
            Action.ENTER_OBJECTION,
            Action.IMPORT_CONSENTS,
            Action.EXPORT_LEDGER,
        },
    ),
    (
        lazy("Regeln und Rollen"),
        {Action.VIEW_POLICY, Action.PROPOSE_POLICY, Action.VIEW_ROLES, Action.VIEW_REQUESTS},
    ),
    (lazy("Nachweise und Zahlen"), {Action.VIEW_AUDIT, Action.CHECK_STORE, Action.VIEW_FIGURES}),
)
_REST: Final = lazy("Weiteres")


NOTHING: Final = Wanted("", frozenset(), frozenset(), DAYS)


def wanted(form: QueryDict) -> Wanted:
    """Return what a form asks for."""
    return Wanted(
        form.get("name", "").strip(),
        frozenset(form.getlist("action")),
        frozenset(form.getlist("purpose")),
        form.get("days", "").strip(),
    )


def faults(asked: Wanted) -> tuple[str, ...]:
    """Return everything that is wrong with it; nothing: the record may be asked."""
    return tuple(_faults(asked))


def actions(asked: Wanted) -> tuple[Choice, ...]:
    """Return what a key can be allowed, in the order of the table of roles."""
    offered = grantable()
    return tuple(
        Choice(action.value, str(words), _names(offered[action]), action.value in asked.actions)
        for action, words in ACTIONS.items()
        if action in offered
    )


def grouped(asked: Wanted) -> tuple[Group, ...]:
    """Return what a key can be allowed by what it is about; what no group names comes last."""
    offered = actions(asked)
    named = frozenset[str]().union(*(group for _name, group in _GROUPS))
    groups = [(str(name), [each for each in offered if each.value in group]) for name, group in _GROUPS]
    groups.append((str(_REST), [each for each in offered if each.value not in named]))
    return tuple(Group(name, tuple(choices)) for name, choices in groups if choices)


def purposes(asked: Wanted) -> tuple[Choice, ...]:
    """Return for what a key can be."""
    useful = frozenset[str]().union(*grantable().values())
    return tuple(
        Choice(purpose, str(words), "", purpose in asked.purposes)
        for purpose, words in PURPOSES.items()
        if purpose in useful
    )


def _faults(asked: Wanted) -> Iterator[str]:
    if not (0 < len(asked.name) <= NAME_LENGTH and asked.name.isprintable()):
        yield _("Geben Sie dem Schlüssel einen Namen mit höchstens %(length)d Zeichen.") % {
            "length": NAME_LENGTH
        }
    if not asked.actions:
        yield _("Wählen Sie aus, was das Programm darf.")
    if not asked.purposes:
        yield _("Wählen Sie aus, wofür das Programm es darf.")
    else:
        yield from _unfit(asked)
    if not 1 <= asked.lives <= LONGEST_DAYS:
        yield _("Ein Schlüssel gilt 1 bis %(days)d Tage.") % {"days": LONGEST_DAYS}


def _unfit(asked: Wanted) -> Iterator[str]:
    useful: set[PurposeId] = set()
    for action, fits in grantable().items():
        if action.value in asked.actions:
            useful |= fits
            if not fits & asked.purposes:
                named = {"act": ACTIONS[action], "purposes": _names(fits)}
                yield _("„%(act)s“ geht nur für: %(purposes)s.") % named
    if asked.actions:
        for purpose in (each for each in PURPOSES if each in asked.purposes - useful):
            yield _("Der Zweck „%(purpose)s“ passt zu nichts, was das Programm darf.") % {
                "purpose": PURPOSES[purpose]
            }


def _names(found: Collection[PurposeId]) -> str:
    return " · ".join(str(words) for purpose, words in PURPOSES.items() if purpose in found)
