from __future__ import annotations

import pytest

from rufschutz.domain.access.request import Action, Obligation, Role
from rufschutz.domain.access.table import CONTENT, TABLE, Reach

READ_ONLY = {
    Action.LIST_CALLS,
    Action.VIEW_CALL,
    Action.VIEW_NUMBER,
    Action.VIEW_AUDIT,
    Action.READ_CERTIFICATE,
    Action.REHEARSE_RETENTION,
    Action.VIEW_POLICY,
    Action.VIEW_CONSENTS,
    Action.EXPORT_LEDGER,
    Action.VIEW_FIGURES,
    Action.VIEW_ROLES,
    Action.VIEW_GLASS,
    Action.VIEW_REQUESTS,
    Action.VIEW_HOLDS,
    Action.VIEW_BACKUPS,
    Action.CHECK_STORE,
}

MATRIX = """
                    owner agent supervisor data_protection_officer auditor operator deputy api_key
list_calls          yes   yes   yes        yes                     yes     -        -    yes
view_call           yes   own   yes        yes                     yes     -        -    yes
view_number         yes   own   -          yes                     -       -        -    -
play_recording      yes   own   yes        -                       -       -        -    -
withdraw_consent    yes   own   -          -                       -       -        -    yes
close_matter        yes   own   yes        -                       -       -        -    -
view_audit          yes   -     -          yes                     yes     -        -    yes
read_certificate    yes   -     -          yes                     yes     -        -    -
rehearse_retention  yes   -     -          yes                     yes     yes      -    -
run_retention       yes   -     -          -                       -       yes      -    -
stop_retention      yes   -     -          -                       -       -        -    -
view_policy         yes   -     yes        yes                     yes     yes      yes  yes
adopt_policy        yes   -     -          -                       -       -        -    -
manage_lines        yes   -     -          -                       -       yes      -    -
manage_accounts     yes   -     -          -                       -       -        -    -
propose_policy      yes   -     -          -                       -       -        -    yes
approve_policy      yes   -     -          -                       -       -        yes  -
state_opinion       -     -     -          yes                     -       -        -    -
view_consents       yes   -     -          yes                     yes     -        -    yes
enter_objection     yes   yes   yes        -                       -       -        -    yes
import_consents     yes   -     -          -                       -       -        -    yes
export_ledger       yes   -     -          yes                     yes     -        -    yes
answer_for_oneself  yes   yes   yes        -                       -       -        -    -
view_figures        yes   -     yes        yes                     yes     -        -    yes
view_roles          yes   -     -          yes                     yes     yes      yes  yes
manage_api_keys     yes   -     -          -                       -       -        -    -
break_glass         -     yes   yes        -                       -       -        -    -
view_glass          yes   -     yes        yes                     yes     -        -    -
review_glass        yes   -     yes        -                       -       -        -    -
ask_deletion        yes   -     -          -                       -       -        -    yes
ask_hold            yes   -     yes        -                       -       -        -    -
ask_redaction       yes   -     -          -                       -       -        -    -
ask_offboarding     yes   -     -          -                       -       -        -    -
decide_request      yes   -     -          -                       -       -        yes  -
view_requests       yes   -     -          yes                     yes     -        yes  yes
view_holds          yes   -     yes        yes                     yes     -        -    yes
restrict            yes   -     yes        -                       -       -        -    -
view_backups        yes   -     -          yes                     yes     yes      -    -
run_backup          yes   -     -          -                       -       yes      -    -
rotate_keys         yes   -     -          -                       -       yes      -    -
request_stop        -     -     -          yes                     -       -        -    -
ask_listening       -     -     yes        -                       -       -        -    -
answer_stop         yes   -     yes        -                       -       -        -    -
check_store         yes   -     -          yes                     -       yes      -    yes
settle_difference   yes   -     -          -                       -       yes      -    -
"""


def drawn() -> dict[tuple[Role, Action], str]:
    head, *rows = [line.split() for line in MATRIX.strip().splitlines()]
    return {
        (Role(role), Action(row[0])): cell for row in rows for role, cell in zip(head, row[1:], strict=True)
    }


@pytest.mark.rule("R60")
def test_the_drawn_matrix_is_the_table_cell_by_cell():
    cells = drawn()
    assert len(cells) == len(Role) * len(Action)
    for (role, action), cell in cells.items():
        permission = TABLE[role].get(action)
        assert (permission is None) is (cell == "-"), (role, action)
        assert permission is None or (permission.reach is Reach.OWN) is (cell == "own"), (role, action)


@pytest.mark.rule("R84")
def test_officer_auditor_and_operator_never_reach_content():
    for role in (Role.DATA_PROTECTION_OFFICER, Role.AUDITOR, Role.OPERATOR, Role.DEPUTY):
        assert not CONTENT & set(TABLE[role])


@pytest.mark.rule("R84")
def test_the_officer_only_reads_and_speaks_and_the_auditor_only_reads():
    assert set(TABLE[Role.DATA_PROTECTION_OFFICER]) <= READ_ONLY | {Action.STATE_OPINION, Action.REQUEST_STOP}
    assert set(TABLE[Role.AUDITOR]) <= READ_ONLY


@pytest.mark.rule("R84")
def test_what_approves_deletes_publishes_releases_or_settles_is_never_the_officers():
    decisive = {
        Action.ADOPT_POLICY,
        Action.APPROVE_POLICY,
        Action.ANSWER_STOP,
        Action.ASK_DELETION,
        Action.DECIDE_REQUEST,
        Action.RUN_RETENTION,
        Action.SETTLE_DIFFERENCE,
        Action.STOP_RETENTION,
        Action.WITHDRAW_CONSENT,
    }
    assert not decisive & set(TABLE[Role.DATA_PROTECTION_OFFICER])


def test_the_deputy_sees_nobodys_data():
    assert set(TABLE[Role.DEPUTY]) == {
        Action.VIEW_POLICY,
        Action.APPROVE_POLICY,
        Action.VIEW_ROLES,
        Action.DECIDE_REQUEST,
        Action.VIEW_REQUESTS,
    }


@pytest.mark.rule("R61")
def test_everything_allowed_is_logged():
    for cells in TABLE.values():
        assert all(Obligation.LOG in permission.owes for permission in cells.values())


def test_lists_and_pages_mask_numbers_for_everyone():
    for cells in TABLE.values():
        for action in (Action.LIST_CALLS, Action.VIEW_CALL):
            assert action not in cells or Obligation.MASK_NUMBERS in cells[action].owes


@pytest.mark.rule("R60")
def test_a_key_does_nothing_that_a_person_must_sign_in_afresh_for_but_import_and_export():
    grave = {a for cells in TABLE.values() for a, cell in cells.items() if Obligation.STEP_UP in cell.owes}
    assert grave & set(TABLE[Role.API_KEY]) == {Action.IMPORT_CONSENTS, Action.EXPORT_LEDGER}
    assert not (CONTENT | {Action.VIEW_NUMBER, Action.APPROVE_POLICY}) & set(TABLE[Role.API_KEY])


def test_grave_steps_need_a_fresh_sign_in():
    grave = (Action.RUN_RETENTION, Action.ADOPT_POLICY, Action.MANAGE_LINES, Action.MANAGE_ACCOUNTS)
    for cells in TABLE.values():
        assert all(Obligation.STEP_UP in cells[action].owes for action in grave if action in cells)
