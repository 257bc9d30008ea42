"""Every refusal that the rules can word has German words, and what to do."""

from __future__ import annotations

import ast
import inspect
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from rufschutz.console.purposes.sayings import saying
from rufschutz.core.purposes import announce, checks, optional, soundness, tailoring, utterances
from rufschutz.core.purposes.optional import NOT_YET
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.purposes import alternatives, catalogue, loosening, profile, readability, recipients
from rufschutz.domain.purposes.purpose import Profile
from rufschutz.domain.retention import rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

MODULES = (announce, checks, optional, soundness, tailoring, utterances, alternatives, catalogue,
           loosening, profile, readability, recipients, rule)  # fmt: skip
NAMED = {"Fault", "CatalogueFault", "RuleFault", "Loosening", "fault"}
NAMES = {"quality": "Qualität prüfen", "remind": "Erinnern"}


def messages(module: ModuleType) -> Iterator[str]:
    """Every message a module can word, with ``1`` for each value in it."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        found: ast.expr | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMED:
            found = node.args[-1]
        elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
            found = node.value.elts[-1]
        elif isinstance(node, ast.Yield | ast.Return) and isinstance(node.value, ast.JoinedStr):
            found = node.value if module in {readability, utterances} else None
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "why":
            found = node.value
        if isinstance(found, ast.Constant) and isinstance(found.value, str):
            yield found.value
        if isinstance(found, ast.JoinedStr):
            yield "".join(_piece(part) for part in found.values)


def _piece(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    assert isinstance(part, ast.FormattedValue)
    return "'1'" if part.conversion == ord("r") else "1"


def every() -> list[str]:
    found = {said for module in MODULES for said in messages(module)}
    found -= {
        said
        for said in found
        if said.startswith(("retention.", "texts.", "1.", "1 to ", "1: add", "purposes."))
    }
    return sorted(found - {"1", " (a mailbox is a recorder and does not count)"})


@pytest.mark.parametrize("message", every())
def test_every_message_of_the_rules_has_words(message: str) -> None:
    assert saying(message, {}) != message


def test_there_are_as_many_as_one_thinks() -> None:
    assert len(every()) > 60


@pytest.mark.parametrize("why", sorted(NOT_YET.values()))
def test_why_nobody_can_be_asked_yet_has_words(why: str) -> None:
    said = saying(f"needs consent, but cannot be asked for: {why}", {})
    assert why not in said
    assert said.startswith("Dafür braucht es eine Einwilligung")


@pytest.mark.parametrize("kind", list(Profile))
def test_why_some_words_are_not_said_has_words(kind: Profile) -> None:
    for phrase in shipped_policy(kind).dialog.banned:
        assert phrase.why not in saying(f"must not say “{phrase.text}”: {phrase.why}", {})


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (
            "17.2 s spoken, at most 15.0 s: shorten the text or the name in it",
            (
                "Gesprochen dauert es 17.2 s, höchstens 15.0 s sind erlaubt. Kürzen Sie den Text oder "
                "den Namen darin."
            ),
        ),
        (
            "3 optional questions are switched on (quality, remind, x); a call asks 2 at most",
            (
                "3 freiwillige Fragen wären an (Qualität prüfen, Erinnern, x), ein Anruf stellt höchstens 2. "
                "Schalten Sie zuerst eine andere aus."
            ),
        ),
        (
            (
                "after a no there is nothing without a recording Mon 12:00 to Mon 14:00 (a mailbox is a "
                "recorder and does not count): add callback, note, web_form or human for these hours"
            ),
            (
                "Wer Nein sagt, hätte Mo. 12:00 bis Mo. 14:00 keinen Weg ohne Aufnahme (eine Mailbox nimmt "
                "auf und zählt nicht). Bieten Sie dort Rückruf, Notiz, Webformular oder einen Menschen an."
            ),
        ),
        ("P7D becomes P30D", "sieben Tage, künftig dreißig Tage"),
        ("available becomes active", "bisher „aus“, künftig „an“"),
        ("the profile P refuses it", "In diesem Profil (Praxis) ist der Zweck ausgeschlossen."),
        (
            "nothing leaves the EEA while the purpose quality is never",
            (
                "Nichts verlässt den Europäischen Wirtschaftsraum, solange der Zweck „Qualität prüfen“ "
                "ausgeschlossen ist."
            ),
        ),
    ],
)
def test_what_stands_in_a_message_is_told_with_it(message: str, told: str) -> None:
    assert saying(message, NAMES) == told


def test_it_is_english_for_who_reads_english() -> None:
    with translation.override("en"):
        assert saying("has no words", {}) == "The words are missing here. Please add them."


def test_what_has_no_words_is_shown_as_it_came() -> None:
    assert saying("something new", {}) == "something new"
