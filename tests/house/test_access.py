"""Nothing of a person is read without saying who reads and what for (R33).

A query takes an actor with a purpose, or the decision that allowed its caller. What takes neither
stands here by name: it tells nothing of a caller, or it works beneath a query or an action that
has asked, and then nothing outside ``core`` may reach for it.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "rufschutz"
LEDGER = SOURCE / "core" / "consent" / "ledger.py"
QUERIES = [*sorted((SOURCE / "core").glob("*/queries.py")), LEDGER]

OF_NO_PERSON = {
    "tenants": "controllers and lines: what every caller hears, and settings",
    "purposes": "rules, texts and plans, and who of the practice put them into force",
    "ingest": "files by their number, counts of lines, moments",
    "jobs": "names of jobs and moments",
    "approvals": "what people of the practice ask each other for, by ids",
}
"""Apps in whose tables nothing of a caller stands."""

PURPOSE_OF_ITS_OWN = {
    "apikeys.keys": "keys of machines, for who manages them: the purpose is the safe running alone",
    "backup.backups": "times and sizes alone, of no person: the purpose is the safe running",
    "ledger.search": "the purpose is to prove a consent, or a right of the caller: as the role has it",
    "ledger.of_call": "the purpose is to prove a consent, or a right of the caller: as the role has it",
    "ledger.allowed": "the purpose is to prove a consent, or a right of the caller: as the role has it",
    "glass.openable": "tells for which purposes this actor could open a call, as the rules have it",
    "recordings.may_play": "asks for the purposes that the recording has a key for, and tells yes or no",
    "recordings.playable_for": "finds the purpose under which this actor may hear it",
    "retention.withdrawal_offer": "what the actor may withdraw: the purpose is the one withdrawn",
    "retention.may_withdraw": "tells yes or no",
    "retention.deletion_offer": "a count: the purpose is the right of whoever called",
}
"""An actor alone is enough: the purpose follows from the act."""

NOBODY = {
    "backup.known": "asked by checks: times and sizes alone, of no person",
    "backup.watched": "asked by alarms: times and sizes alone, of no person",
    "completeness.checked_at": "a moment",
    "completeness.still_there": "counts",
    "completeness.unsettled": "counts",
    "offboarding.progress": "states and counts, for who runs the house",
    "offboarding.offboarding_of": "a state and counts, for who runs the house",
    "offboarding.by_id": "a state and counts, for who was told its random id",
    "offboarding.gone": "which controllers left: what is told of them is passed over",
    "consent.unconfirmed": "a count",
    "accounts.open_links": "a count",
    "accounts.enrolled_owners": "a count",
    "apikeys.digest": "a hash of what was given",
    "audit.checkpoint": "a signed root, made to be handed out",
    "audit.checkpoint_text": "a signed root, made to be handed out",
    "audit.waiting_since": "a moment",
    "audit.missing_payloads": "indexes of the log",
    "glass.watch": "counts",
    "holds.viewed_for": "a purpose",
    "keys.epochs": "days and ids of keys",
    "keys.overdue_epochs": "days and ids of keys",
    "keys.public_key": "a public key",
    "keys.log_key": "a public key",
    "keys.log_key_name": "a name",
    "keys.root_of_today": "the root key of the process itself",
    "recordings.quarantined": "a count",
    "retention.overdue": "a count",
    "retention.stuck": "ids and kinds of what refuses to go: nobody can open it any more",
    "retention.overdue_since": "a moment",
}
"""What it returns is of no person."""

SIGN_IN = {
    "accounts.memberships": "before it, there is no actor; it tells an account of itself",
    "accounts.link_owner": "before it, there is no actor; it tells who holds a link of itself",
    "retention.erasure_standing": "tells who holds a receipt of what they asked for",
    "accounts.person_name": "a colleague's name beside what the viewer may see already",
    "apikeys.key_name": "a program's name beside what the viewer may see already",
    "apikeys.bearer": "before it, there is no actor",
    "glass.open_of": "what the actor itself carries",
}
"""Who somebody is; nothing of a caller."""

BENEATH = {
    "accounts.members": "beneath `holders` and the commands of whoever has the machine",
    "accounts.people_of_client": "beneath the decision about a client's policy",
    "accounts.roles_of": "beneath the key of a machine, whose maker it asks for",
    "accounts.member_called": "beneath the commands of whoever has the machine",
    "apikeys.view": "a row that was asked for",
    "audit.line_of": "a row that was asked for",
    "audit.entry_of": "a row that was asked for",
    "audit.payload_of": "a row that was asked for",
    "calls.tenant_of": "beneath the commands of whoever has the machine",
    "calls.labels_of": "what the decision itself looks at",
    "glass.things_of": "what the decision itself looks at",
    "ledger.line_of": "a row that was asked for",
    "holds.erasure_answer": "beneath what a caller asked to be erased",
    "holds.tenant_of_hold": "beneath the commands of whoever has the machine",
    "keys.wraps_of": "what the decision itself looks at",
    "matters.asked_back": "beneath ingest",
    "matters.view_of": "a row that was asked for",
    "recordings.find": "what the decision itself looks at",
    "recordings.labels_of": "what the decision itself looks at",
    "recordings.view": "a row that was asked for",
    "recordings.sounding_until": "beneath retention",
}
"""Something above it has asked for access; nothing outside ``core`` and the commands may call it."""

NAMED = {**PURPOSE_OF_ITS_OWN, **NOBODY, **SIGN_IN, **BENEATH}
OUTSIDE = [p for layer in ("console", "api", "public") for p in sorted((SOURCE / layer).rglob("*.py"))]


def public_functions(path: Path) -> dict[str, set[str]]:
    """Return each public function's annotations, under the name of its app."""
    found = {}
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            every = [*node.args.args, *node.args.kwonlyargs]
            words = {ast.unparse(each.annotation) for each in every if each.annotation}
            found[f"{'ledger' if path == LEDGER else path.parent.name}.{node.name}"] = words
    return found


EVERY = {
    name: words
    for path in QUERIES
    if path.parent.name not in OF_NO_PERSON
    for name, words in public_functions(path).items()
}


def says_what_for(words: set[str]) -> bool:
    return "Decision" in words or {"Actor", "PurposeId"} <= words


@pytest.mark.rule("R33")
@pytest.mark.parametrize("name", sorted(EVERY))
def test_a_query_takes_a_purpose_or_is_named_here(name: str) -> None:
    assert says_what_for(EVERY[name]) is not (name in NAMED), f"{name} takes {sorted(EVERY[name])}"


def test_what_is_named_here_exists() -> None:
    assert set(NAMED) <= set(EVERY)
    assert len(NAMED) == len(PURPOSE_OF_ITS_OWN) + len(NOBODY) + len(SIGN_IN) + len(BENEATH)
    assert all("Actor" in EVERY[name] for name in PURPOSE_OF_ITS_OWN)


@pytest.mark.rule("R33")
@pytest.mark.parametrize("path", OUTSIDE, ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_no_page_reaches_beneath_a_decision(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    modules = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("rufschutz.core."):
            app = node.module.split(".")[2]
            for each in node.names:
                assert f"{app}.{each.name}" not in BENEATH or not node.module.endswith("queries")
                if each.name == "queries":
                    modules[each.asname or each.name] = app
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert f"{modules.get(node.value.id, '')}.{node.attr}" not in BENEATH


@pytest.mark.rule("R35")
def test_no_scope_is_switched_off_but_to_choose_a_seat() -> None:
    ways = re.compile(r"scopes_disabled|_base_manager|with_scope|_raw_delete|\.raw\(|app\.tenant")
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in sorted(SOURCE.rglob("*.py"))
        if ways.search(path.read_text("utf-8"))
    }
    assert found == {"core/base.py", "core/postgres/base.py"}
    callers = [p for p in SOURCE.rglob("*.py") if "account_scope(" in p.read_text("utf-8")]
    assert {p.relative_to(SOURCE).as_posix() for p in callers} == {"core/base.py", "core/accounts/queries.py"}
