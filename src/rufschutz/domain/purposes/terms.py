"""What the terms of each overlay demand, and by what each of them holds.

Decides which terms a policy may name and with which value: one that nothing here reads, or another
value than the program keeps, is refused as not supported, so that no policy promises what nobody
does. A term that holds by absence names what the program does not have; whoever brings that makes
the term a rule first. It must never mend a policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.domain.purposes.profile import OverlayId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.domain.purposes.profile import Overlay

_COUNCIL: Final = "none, agreement_signed, pending"
_LOCKS: Final = "agent_leg_recording, listen_in, per_person_figures, quality_form"


@dataclass(frozen=True, slots=True)
class Term:
    """The one value that is kept, and what keeps it: a rule here, or the absence of something."""

    value: str
    rule: str = ""
    absent: str = ""


TERMS: Final[dict[OverlayId, dict[str, Term]]] = {
    OverlayId.SECRECY: {
        "pledge_required_per_person": Term("yes", absent="pledges: the owner keeps them on paper"),
        "operator_sees": Term("counts_only", rule="domain.access.table.TABLE"),
        "numbers_masked_for_admin": Term("yes", rule="domain.access.table.TABLE"),
        "mail_subject": Term("neutral", absent="mail: none is sent"),
        "us_cloud_calendar": Term("refused", absent="calendars: none is connected"),
        "remote_language_model": Term("refused", absent="language models: none is loaded"),
        "authority_package": Term("released_by_the_professional", absent="packages for authorities"),
    },
    OverlayId.HEALTH: {
        "art9_condition_required": Term("yes", rule="domain.purposes.profile.refusals"),
        "hosted_by_third_party_needs": Term(
            "C5 type 2 attestation, § 393 SGB V", absent="hosting by others: it runs on the own machine"
        ),
        "emergency_text_first": Term("yes", absent="spoken words: callers use keys"),
    },
    OverlayId.STAFF: {
        "works_council": Term(_COUNCIL, rule="domain.consent.staff.agent_leg"),
        "pending_locks": Term(_LOCKS, rule="domain.consent.staff.agent_leg"),
        "sample_quota": Term("required", absent="samples of calls"),
        "agent_sees_own_listeners": Term("yes", rule="domain.access.table.TABLE"),
    },
    OverlayId.PROCESSOR: {
        "controller_named_in_opening": Term("yes", rule="core.purposes.checks.faults_of"),
        "purposes_published_by": Term("controller", rule="domain.approval.proposal.require_client"),
        "rights_requests": Term("forwarded_same_day", absent="cases of rights: requests go to the client"),
        "breach": Term("forwarded_at_once", absent="files of breaches: the service reports them itself"),
        "own_purposes": Term("refused", rule="domain.purposes.profile.refusals"),
        "client_system_data": Term("only_in_the_running_call", absent="clients' systems: none is connected"),
    },
    OverlayId.SECURITIES: {
        "consent_question": Term("replaced_by_notice", rule="core.purposes.soundness.contradictions"),
        "order_and_advice_without_recording": Term("refused", absent="orders: none is taken"),
        "named_evaluators": Term("required", absent="evaluation of order recordings"),
        "other_purposes": Term("refused", rule="domain.purposes.profile.refusals"),
        "write_once": Term("yes", absent="recordings of orders"),
    },
}
"""By overlay and name. ``rule`` names who keeps the term, ``absent`` what is not there to break it."""


def unsupported(overlays: tuple[Overlay, ...]) -> Iterator[tuple[str, str]]:
    """Yield each term of an overlay that is on and that nothing here keeps: its path and the reason."""
    for overlay in overlays:
        if not overlay.on or overlay.id not in set(OverlayId):
            continue
        known = TERMS[OverlayId(overlay.id)]
        for name, value in overlay.terms.items():
            path = f"overlays.{overlay.id}.{name}"
            if name not in known:
                yield path, "is not supported yet: nothing here would keep it"
            elif value != known[name].value:
                yield path, f"{value!r} is not supported yet: only {known[name].value!r} is kept"
