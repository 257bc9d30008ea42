"""What is asked when someone wants to do something, and what is answered.

Decides nothing: the frozen forms that `rufschutz.domain.access.decision` works on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rufschutz.domain.call.facts import ConsentState
    from rufschutz.domain.ids import CallId, GlassId, KindId, LineId, PersonId, PurposeId, TenantId
    from rufschutz.domain.moments import Millis


class Role(StrEnum):
    """In what capacity a person acts."""

    OWNER = "owner"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    DEPUTY = "deputy"
    API_KEY = "api_key"  # a machine; nobody's membership can have it


class Action(StrEnum):
    """What can be asked for. A new action is refused to everyone until the table names it."""

    LIST_CALLS = "list_calls"
    VIEW_CALL = "view_call"
    VIEW_NUMBER = "view_number"
    PLAY_RECORDING = "play_recording"
    WITHDRAW_CONSENT = "withdraw_consent"
    CLOSE_MATTER = "close_matter"
    VIEW_AUDIT = "view_audit"
    READ_CERTIFICATE = "read_certificate"
    REHEARSE_RETENTION = "rehearse_retention"
    RUN_RETENTION = "run_retention"
    STOP_RETENTION = "stop_retention"
    VIEW_POLICY = "view_policy"
    ADOPT_POLICY = "adopt_policy"
    MANAGE_LINES = "manage_lines"
    MANAGE_ACCOUNTS = "manage_accounts"
    PROPOSE_POLICY = "propose_policy"
    APPROVE_POLICY = "approve_policy"
    STATE_OPINION = "state_opinion"
    VIEW_CONSENTS = "view_consents"
    ENTER_OBJECTION = "enter_objection"
    IMPORT_CONSENTS = "import_consents"
    EXPORT_LEDGER = "export_ledger"
    ANSWER_FOR_ONESELF = "answer_for_oneself"
    VIEW_FIGURES = "view_figures"
    VIEW_ROLES = "view_roles"
    MANAGE_API_KEYS = "manage_api_keys"
    BREAK_GLASS = "break_glass"
    VIEW_GLASS = "view_glass"
    REVIEW_GLASS = "review_glass"
    ASK_DELETION = "ask_deletion"
    ASK_HOLD = "ask_hold"
    ASK_LISTENING = "ask_listening"
    ASK_REDACTION = "ask_redaction"
    ASK_OFFBOARDING = "ask_offboarding"
    DECIDE_REQUEST = "decide_request"
    VIEW_REQUESTS = "view_requests"
    VIEW_HOLDS = "view_holds"
    RESTRICT = "restrict"
    VIEW_BACKUPS = "view_backups"
    RUN_BACKUP = "run_backup"
    ROTATE_KEYS = "rotate_keys"
    REQUEST_STOP = "request_stop"
    ANSWER_STOP = "answer_stop"
    CHECK_STORE = "check_store"
    SETTLE_DIFFERENCE = "settle_difference"


class Obligation(StrEnum):
    """What an allowed actor owes: it belongs to the permission and may not be dropped."""

    LOG = "log"
    MASK_NUMBERS = "mask_numbers"
    OWN_ONLY = "own_only"  # a list shows nothing but what the reach of the role covers
    REASON = "reason"
    STEP_UP = "step_up"


class Verdict(StrEnum):
    """What one rule says."""

    ALLOW = "allow"
    DENY = "deny"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Scope:
    """What the maker of an API key left of its role: these actions, for these purposes."""

    actions: frozenset[Action]
    purposes: frozenset[PurposeId]


@dataclass(frozen=True, slots=True)
class Glass:
    """Emergency access that one person opened in one role to one call, for one purpose.

    It counts from ``since`` (ms UTC) up to, but not at, ``until``.
    """

    id: GlassId
    person: PersonId
    role: Role
    tenant: TenantId
    call: CallId
    purpose: PurposeId
    since: Millis
    until: Millis


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in one role. ``lines``: those assigned. ``until``: end of a time-limited role, ms UTC.

    ``glasses``: the emergency access that they have open. An API key is a technical person:
    ``person`` names the key, and ``scope`` confines it.
    """

    person: PersonId
    tenant: TenantId
    role: Role
    second_factor: bool
    lines: frozenset[LineId] = frozenset()
    until: Millis | None = None
    scope: Scope | None = None
    glasses: tuple[Glass, ...] = ()


@dataclass(frozen=True, slots=True)
class Labels:
    """What the thing says about itself. Lists and settings carry their tenant alone.

    ``addressed_to``: the person a message is for. ``purposes``: those for which it may
    be used now. ``consent`` is None where the thing does not rest on consent. ``call``: the one it
    belongs to, None where it belongs to none.
    """

    tenant: TenantId
    line: LineId | None = None
    addressed_to: PersonId | None = None
    kind: KindId | None = None
    purposes: frozenset[PurposeId] = frozenset()
    consent: ConsentState | None = None
    restricted: bool = False
    held: bool = False
    quarantined: bool = False
    call: CallId | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """Someone wants to do something, for a purpose, with a thing, now (ms UTC)."""

    actor: Actor
    action: Action
    purpose: PurposeId
    labels: Labels
    at: Millis


@dataclass(frozen=True, slots=True)
class Step:
    """What one rule said, and why."""

    rule: str
    verdict: Verdict
    because: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer, with every rule's word on it and what the actor owes.

    ``glass``: the emergency access without which it would have been denied, None for none.
    """

    request: Request
    allowed: bool
    trace: tuple[Step, ...]
    obligations: frozenset[Obligation]
    glass: GlassId | None = None

    def reasons(self) -> tuple[str, ...]:
        """Return why it was denied, one sentence a rule; empty where it was allowed."""
        if self.allowed:
            return ()
        return tuple(step.because for step in self.trace if step.verdict is Verdict.DENY)
