"""The policy that comes with Rufschutz: four files of package data, read for one profile.

Decides nothing: it turns the files into records and names the place where one does
not fit. A kind that the files mark "-" does not exist in that profile.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Final, TypeAlias

import yaml

from rufschutz.core.purposes.errors import PolicyFileError
from rufschutz.core.purposes.policy import (
    FORMAT,
    Availability,
    BannedPhrase,
    Dialog,
    KindRule,
    Policy,
    PolicyPurpose,
    PolicyReason,
    PolicyText,
)
from rufschutz.domain.call.facts import About
from rufschutz.domain.purposes.alternatives import Alternative
from rufschutz.domain.purposes.profile import Overlay

LANGUAGES: Final = ("de", "en")
PROFILES: Final = ("P", "O", "C", "S")
HEALTH: Final = "P"
"""The profile in which callers speak of their health."""

_ABSENT = "-"
_REVIEW = "review_"
_OVERLAY = "overlay_"
_NEVER = "never"

Table: TypeAlias = "dict[str, Any]"


@cache
def shipped_policy(profile: str) -> Policy:
    """Return the shipped policy of a profile; raise `PolicyFileError` naming the file and place."""
    if profile not in PROFILES:
        raise PolicyFileError(f"profile {profile!r} is none of {', '.join(PROFILES)}")
    return read_tables(profile, *(_table(name) for name in ("texts", "dialog", "purposes", "retention")))


def read_tables(profile: str, texts: Table, dialog: Table, purposes: Table, retention: Table) -> Policy:
    """Return the policy that four tables hold for a profile; raise `PolicyFileError`."""
    absent = {row["kind"] for row in retention["kinds"] if row.get(profile) == _ABSENT}
    try:
        overlays = _overlays(dialog["profiles"], profile)
        return Policy(
            format=FORMAT,
            profile=profile,
            recording=not any(overlay.terms.get("consent_question") for overlay in overlays),
            dialog=_dialog(dialog, profile),
            texts=tuple(_text(row, profile) for row in texts["texts"]),
            purposes=tuple(_purpose(row, profile, absent) for row in purposes["purposes"]),
            rules=tuple(
                _rule(row, profile, retention["periods"])
                for row in retention["kinds"]
                if row["kind"] not in absent
            ),
            overlays=overlays,
            alternatives=tuple(Alternative(way) for way in dialog["alternatives"]),
            adequate=tuple(purposes["adequate"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PolicyFileError(f"the policy of profile {profile} lacks or misstates {error}") from error


def _table(name: str) -> Table:
    path = files("rufschutz.core.purposes") / "content" / f"{name}.yaml"
    table: Table = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    return table


def _text(row: Table, profile: str) -> PolicyText:
    """Return a text; where health cannot occur, in the words that do not speak of it."""
    spoken = row if profile == HEALTH else {**row, **row.get("without_health", {})}
    words = {language: str(spoken[language]) for language in LANGUAGES}
    return PolicyText(str(row["id"]), str(row["stop"]), int(row["max_s"] * 1000), row.get("role", ""), words)


def _purpose(row: Table, profile: str, absent: set[str]) -> PolicyPurpose:
    return PolicyPurpose(
        id=row["id"],
        names=row["name"],
        spoken=row["spoken"],
        basis=row["basis"],
        art9=row["art9"],
        consent=row["consent"],
        availability=Availability(row["profiles"][profile]),
        kinds=tuple(kind for kind in row["kinds"] if kind not in absent),
    )


def _rule(row: Table, profile: str, periods: dict[str, str]) -> KindRule:
    cap = row["cap"][profile] if isinstance(row["cap"], dict) else row["cap"]
    start, event = row["start"]
    reviewed = [str(name) for name in (row[profile], cap) if str(name).startswith(_REVIEW)]
    return KindRule(
        kind=row["kind"],
        start=start,
        event=event,
        period=periods[row[profile].removeprefix(_REVIEW)],
        cap=None if cap.startswith(_REVIEW) else periods[cap],
        review=periods[reviewed[0].removeprefix(_REVIEW)] if reviewed else None,
        reason=row["reason"],
    )


def _dialog(table: Table, profile: str) -> Dialog:
    timing = table["timing"]
    window = timing["answer_window_s"]["practice" if profile == "P" else "default"]
    return Dialog(
        answer_window_opens=timing["answer_window_opens_ms"],
        answer_window=window * 1000,
        repeats=timing["repeats"],
        key_gap=timing["key_gap_s"] * 1000,
        message_limit=timing["message_limit_s"] * 1000,
        message_warning=timing["message_warning_s"] * 1000,
        message_silence=timing["message_silence_s"] * 1000,
        call_limit=timing["call_limit_s"] * 1000,
        media_timeout=timing["media_timeout_s"] * 1000,
        ai_sentence=table["ai_sentence"]["keypad_only"],
        place_sentence=table["place_sentence"],
        mandatory={role: tuple(slots) for role, slots in table["mandatory_slots"].items()},
        markers=_markers(table["slot_markers"], profile),
        banned=tuple(BannedPhrase(row["text"], row["why"]) for row in table["banned_phrases"]),
        other_language=table["other_language"],
        hold_limit=timing["hold_limit_s"] * 1000,
        reasons=tuple(_reason(row) for row in table["reasons"] if profile in row["profiles"]),
        on_request=tuple(_reason(row) for row in table["reasons_on_request"] if profile in row["profiles"]),
        offer_end=table["offer_end"],
    )


def _overlays(table: Table, profile: str) -> tuple[Overlay, ...]:
    """Return the overlays of a profile, all of them switched on: a fresh policy is the strictest."""
    return tuple(
        _overlay(name.removeprefix(_OVERLAY), row)
        for name, row in table.items()
        if name.startswith(_OVERLAY) and profile in row["profiles"]
    )


def _overlay(name: str, row: Table) -> Overlay:
    terms = {term: value for term, value in row.items() if term not in {"profiles", "applies_to"}}
    refuses = tuple(term for term, value in terms.items() if value == _NEVER)
    kept = {term: _plain(value) for term, value in terms.items() if term not in refuses}
    return Overlay(name, on=True, refuses=refuses, terms=kept)


def _plain(value: Any) -> str:  # noqa: ANN401 - a value of the file: words, yes or no, or a list
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)


def _reason(row: Table) -> PolicyReason:
    about = About(row.get("about", About.CALLER))
    return PolicyReason(row["id"], {name: str(row[name]) for name in LANGUAGES}, row["calls_back"], about)


def _markers(table: Table, profile: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return slot → language → phrases; health is asked for only where it can occur (profile P)."""
    return {
        slot: {language: tuple(phrases) for language, phrases in languages.items()}
        for slot, languages in table.items()
        if slot != "health_if_possible" or profile == HEALTH
    }
