"""The one table: which role may do what, for which purposes, on whose things.

Decides nothing by itself; what is not in it is denied. The data protection officer
sees everything but content, and never approves, deletes or publishes (Art. 38(6)
GDPR); the operator sees no person at all (§ 203 StGB); the deputy is the second pair of
eyes of a practice of one, and sees what is published, and nobody's data. An API key is a
machine without a fresh sign-in: what owes one is not in its row, but for taking consents in
and out, which its maker grants by name; and no content, no number in the clear, no approval.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rufschutz.domain.access.request import Action, Obligation, Role
from rufschutz.domain.ids import KindId, PurposeId


class Reach(StrEnum):
    """On whose things a permission works: the whole tenant's, or one's own (addressee, own line)."""

    TENANT = "tenant"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Permission:
    """A cell of the table. ``kinds`` None: of any kind."""

    purposes: frozenset[PurposeId]
    reach: Reach = Reach.TENANT
    owes: frozenset[Obligation] = frozenset({Obligation.LOG})
    kinds: frozenset[KindId] | None = None


MATTER = PurposeId("handle_matter")
RECORD = PurposeId("record_matter")
QUALITY = PurposeId("quality")
SECURITY = PurposeId("security")
RIGHTS = PurposeId("rights")
PROOF = PurposeId("prove_consent")
FIGURES = PurposeId("statistics")
CLAIMS = PurposeId("legal_claims")

CONTENT = frozenset({Action.PLAY_RECORDING})

_WORK = frozenset({MATTER, RECORD})
_WATCH = frozenset({SECURITY, RIGHTS})
_RUN = frozenset({SECURITY})
_PROVE = frozenset({PROOF, RIGHTS})
_COUNT = frozenset({FIGURES})
_HEED = frozenset({RIGHTS})
_CLAIM = frozenset({CLAIMS})
_MASKED = frozenset({Obligation.LOG, Obligation.MASK_NUMBERS})
_GRAVE = frozenset({Obligation.LOG, Obligation.STEP_UP})
_REASONED = frozenset({Obligation.LOG, Obligation.REASON})

_WATCHER = {
    Action.LIST_CALLS: Permission(_WATCH, owes=_MASKED),
    Action.VIEW_CALL: Permission(_WATCH, owes=_MASKED),
    Action.VIEW_AUDIT: Permission(_WATCH),
    Action.READ_CERTIFICATE: Permission(_WATCH),
    Action.REHEARSE_RETENTION: Permission(_WATCH),
    Action.VIEW_POLICY: Permission(_WATCH),
    Action.VIEW_CONSENTS: Permission(_PROVE, owes=_MASKED | {Obligation.REASON}),
    Action.EXPORT_LEDGER: Permission(_PROVE, owes=_REASONED),
    Action.VIEW_FIGURES: Permission(_COUNT),
    Action.VIEW_ROLES: Permission(_WATCH),
    Action.VIEW_GLASS: Permission(_WATCH),
    Action.VIEW_REQUESTS: Permission(_WATCH),
    Action.VIEW_HOLDS: Permission(_WATCH),
    Action.VIEW_BACKUPS: Permission(_WATCH),
}

TABLE: dict[Role, dict[Action, Permission]] = {
    Role.OWNER: {
        Action.LIST_CALLS: Permission(_WORK, owes=_MASKED),
        Action.VIEW_CALL: Permission(_WORK, owes=_MASKED),
        Action.VIEW_NUMBER: Permission(_WORK),
        Action.PLAY_RECORDING: Permission(frozenset({RECORD, CLAIMS})),
        Action.WITHDRAW_CONSENT: Permission(frozenset({RECORD})),
        Action.CLOSE_MATTER: Permission(_WORK),
        Action.VIEW_AUDIT: Permission(_WATCH),
        Action.READ_CERTIFICATE: Permission(_WATCH),
        Action.REHEARSE_RETENTION: Permission(_RUN),
        Action.RUN_RETENTION: Permission(_RUN, owes=_GRAVE),
        Action.STOP_RETENTION: Permission(_RUN, owes=_REASONED),
        Action.ANSWER_STOP: Permission(_RUN, owes=_REASONED),
        Action.VIEW_POLICY: Permission(_RUN),
        Action.ADOPT_POLICY: Permission(_RUN, owes=_GRAVE),
        Action.MANAGE_LINES: Permission(_RUN, owes=_GRAVE),
        Action.MANAGE_ACCOUNTS: Permission(_RUN, owes=_GRAVE),
        Action.PROPOSE_POLICY: Permission(_RUN, owes=_REASONED),
        Action.APPROVE_POLICY: Permission(_RUN, owes=_GRAVE),
        Action.VIEW_CONSENTS: Permission(_PROVE, owes=_MASKED),
        Action.ENTER_OBJECTION: Permission(_HEED),
        Action.IMPORT_CONSENTS: Permission(_PROVE, owes=_GRAVE | {Obligation.REASON}),
        Action.EXPORT_LEDGER: Permission(_PROVE, owes=_GRAVE | {Obligation.REASON}),
        Action.ANSWER_FOR_ONESELF: Permission(_PROVE),
        Action.VIEW_FIGURES: Permission(_COUNT),
        Action.VIEW_ROLES: Permission(_RUN),
        Action.MANAGE_API_KEYS: Permission(_RUN, owes=_GRAVE),
        Action.VIEW_GLASS: Permission(_RUN),
        Action.REVIEW_GLASS: Permission(_RUN, owes=_REASONED),
        Action.ASK_DELETION: Permission(_HEED, owes=_REASONED),
        Action.ASK_HOLD: Permission(_CLAIM, owes=_REASONED),
        Action.ASK_REDACTION: Permission(_RUN, owes=_REASONED),
        Action.ASK_OFFBOARDING: Permission(_RUN, owes=_GRAVE | {Obligation.REASON}),
        Action.DECIDE_REQUEST: Permission(_RUN, owes=_GRAVE),
        Action.VIEW_REQUESTS: Permission(_RUN),
        Action.VIEW_HOLDS: Permission(_CLAIM),
        Action.RESTRICT: Permission(_HEED, owes=_REASONED),
        Action.VIEW_BACKUPS: Permission(_RUN),
        Action.RUN_BACKUP: Permission(_RUN, owes=_GRAVE),
        Action.ROTATE_KEYS: Permission(_RUN, owes=_GRAVE),
        Action.CHECK_STORE: Permission(_RUN),
        Action.SETTLE_DIFFERENCE: Permission(_RUN, owes=_REASONED),
    },
    Role.AGENT: {
        Action.LIST_CALLS: Permission(_WORK, owes=_MASKED | {Obligation.OWN_ONLY}),
        Action.VIEW_CALL: Permission(_WORK, Reach.OWN, _MASKED),
        Action.VIEW_NUMBER: Permission(_WORK, Reach.OWN),
        Action.PLAY_RECORDING: Permission(frozenset({RECORD}), Reach.OWN),
        Action.WITHDRAW_CONSENT: Permission(frozenset({RECORD}), Reach.OWN),
        Action.CLOSE_MATTER: Permission(_WORK, Reach.OWN),
        Action.ENTER_OBJECTION: Permission(_HEED),
        Action.ANSWER_FOR_ONESELF: Permission(_PROVE),
        Action.BREAK_GLASS: Permission(_WORK, owes=_GRAVE | {Obligation.REASON}),
    },
    Role.SUPERVISOR: {
        Action.LIST_CALLS: Permission(_WORK, owes=_MASKED),
        Action.VIEW_CALL: Permission(_WORK, owes=_MASKED),
        Action.PLAY_RECORDING: Permission(
            frozenset({QUALITY}), owes=_REASONED, kinds=frozenset({KindId("recording_quality")})
        ),
        Action.CLOSE_MATTER: Permission(_WORK),
        Action.VIEW_POLICY: Permission(_RUN),
        Action.ENTER_OBJECTION: Permission(_HEED),
        Action.ANSWER_FOR_ONESELF: Permission(_PROVE),
        Action.VIEW_FIGURES: Permission(_COUNT),
        Action.BREAK_GLASS: Permission(_WORK, owes=_GRAVE | {Obligation.REASON}),
        Action.VIEW_GLASS: Permission(_RUN),
        Action.REVIEW_GLASS: Permission(_RUN, owes=_REASONED),
        Action.ASK_HOLD: Permission(_CLAIM, owes=_REASONED),
        Action.ASK_LISTENING: Permission(frozenset({QUALITY}), owes=_REASONED),
        Action.VIEW_HOLDS: Permission(_CLAIM),
        Action.RESTRICT: Permission(_HEED, owes=_REASONED),
        Action.ANSWER_STOP: Permission(_RUN, owes=_REASONED),
    },
    Role.DATA_PROTECTION_OFFICER: {
        **_WATCHER,
        Action.REQUEST_STOP: Permission(_WATCH, owes=_REASONED),
        Action.CHECK_STORE: Permission(_WATCH),
        Action.VIEW_NUMBER: Permission(frozenset({RIGHTS}), owes=_REASONED),
        Action.STATE_OPINION: Permission(_WATCH),
    },
    Role.AUDITOR: {**_WATCHER},
    Role.OPERATOR: {
        Action.REHEARSE_RETENTION: Permission(_RUN),
        Action.RUN_RETENTION: Permission(_RUN, owes=_GRAVE),
        Action.VIEW_POLICY: Permission(_RUN),
        Action.MANAGE_LINES: Permission(_RUN, owes=_GRAVE),
        Action.VIEW_ROLES: Permission(_RUN),
        Action.VIEW_BACKUPS: Permission(_RUN),
        Action.RUN_BACKUP: Permission(_RUN, owes=_GRAVE),
        Action.ROTATE_KEYS: Permission(_RUN, owes=_GRAVE),
        Action.CHECK_STORE: Permission(_RUN),
        Action.SETTLE_DIFFERENCE: Permission(_RUN, owes=_REASONED),
    },
    Role.DEPUTY: {
        Action.VIEW_POLICY: Permission(_RUN),
        Action.APPROVE_POLICY: Permission(_RUN, owes=_GRAVE),
        Action.DECIDE_REQUEST: Permission(_RUN, owes=_GRAVE),
        Action.VIEW_REQUESTS: Permission(_RUN),
        Action.VIEW_ROLES: Permission(_RUN),
    },
    Role.API_KEY: {
        Action.LIST_CALLS: Permission(_WORK | _WATCH, owes=_MASKED),
        Action.VIEW_CALL: Permission(_WORK | _WATCH, owes=_MASKED),
        Action.WITHDRAW_CONSENT: Permission(frozenset({RECORD})),
        Action.VIEW_AUDIT: Permission(_WATCH),
        Action.VIEW_POLICY: Permission(_WATCH),
        Action.PROPOSE_POLICY: Permission(_RUN, owes=_REASONED),
        Action.VIEW_CONSENTS: Permission(_PROVE, owes=_MASKED),
        Action.ENTER_OBJECTION: Permission(_HEED),
        Action.IMPORT_CONSENTS: Permission(_PROVE, owes=_REASONED),
        Action.EXPORT_LEDGER: Permission(_PROVE, owes=_REASONED),
        Action.VIEW_FIGURES: Permission(_COUNT),
        Action.VIEW_ROLES: Permission(_WATCH),
        Action.VIEW_HOLDS: Permission(_WATCH),
        Action.VIEW_REQUESTS: Permission(_WATCH),
        Action.ASK_DELETION: Permission(_HEED, owes=_REASONED),
        Action.CHECK_STORE: Permission(_RUN),
    },
}
