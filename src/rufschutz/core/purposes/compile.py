"""From a policy and a line to a call plan, or to the list of everything that forbids it.

Decides what voice may play, record and seal to. It never publishes: see actions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.core.purposes.announce import RECORDING_KIND, announced
from rufschutz.core.purposes.checks import faults_of, issues, opening, question
from rufschutz.core.purposes.clips import Sentence
from rufschutz.core.purposes.errors import Fault, PlanRefusedError
from rufschutz.core.purposes.offer import menu_of
from rufschutz.core.purposes.optional import offers, with_offers
from rufschutz.core.purposes.policy import RECORDING_PURPOSE
from rufschutz.core.purposes.tailoring import tailored
from rufschutz.core.purposes.utterances import PACES, length_faults, plan_texts, wordings
from rufschutz.core.purposes.vocabulary import sentences, vocabulary
from rufschutz.domain.call.commands import Language
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.handover.plan import FORMAT, CallPlan, Recording, Timing

if TYPE_CHECKING:
    from rufschutz.core.purposes.clips import ClipStore
    from rufschutz.core.purposes.policy import Dialog, Policy
    from rufschutz.core.purposes.utterances import Wording
    from rufschutz.core.tenants.choices import Opening
    from rufschutz.core.tenants.queries import Controller, LineCard
    from rufschutz.domain.ids import PlanVersion
    from rufschutz.handover.plan import Clip, IngestKey

VALID_FOR: Final = 7 * DAY
"""How long a plan lets voice record without hearing from core again."""

NAME_MS: Final = 2_000
"""The short name begins every call."""

FULL_NAME_MS: Final = 9_000
"""The full name is said in the privacy text alone."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a plan carries besides the policy: its version, its moment, the keys to seal to."""

    version: PlanVersion
    issued_at: Millis
    ingest_key: IngestKey
    spool_key: IngestKey


def compile_plan(
    policy: Policy, controller: Controller, line: LineCard, order: Order, store: ClipStore
) -> CallPlan:
    """Return the plan of a line; raise `PlanRefusedError` with every fault and its path."""
    style = line.choices.opening
    policy, misfits = tailored(policy, line.choices)
    policy, unaskable = with_offers(policy)
    said, unfilled = wordings(policy, controller, style)
    clips = store.clips(_all_sentences(policy, controller, said))
    words = vocabulary(clips, policy.dialog.reasons)
    texts = plan_texts(policy, said, clips, words)
    faults = [
        *misfits,
        *unaskable,
        *faults_of(policy, style),
        *unfilled,
        *_name_faults(controller, clips),
        *length_faults(said, texts),
    ]
    if faults:
        raise PlanRefusedError(tuple(dict.fromkeys(faults)))
    return CallPlan(
        format=FORMAT,
        version=order.version,
        tenant=controller.id,
        line=line.id,
        user_part=line.user_part,
        zone=controller.zone,
        language=controller.language,
        allowed_peers=line.allowed_peers,
        issued_at=order.issued_at,
        not_after=Millis(order.issued_at + VALID_FOR),
        recording=_recording(policy, style),
        timing=_timing(policy.dialog),
        texts=texts,
        vocabulary=words,
        ingest_key=order.ingest_key,
        spool_key=order.spool_key,
        opening=opening(policy, style),
        menu=menu_of(policy, style),
        offers=offers(policy),
        receipt=issues(policy),
    )


def _all_sentences(policy: Policy, controller: Controller, said: tuple[Wording, ...]) -> list[Sentence]:
    wanted = [*sentences(policy.dialog.reasons), *_names(controller)]
    for wording in said:
        for pace in PACES.values():
            wanted += wording.sentences(pace)
            beginning = wording.protected(policy, pace)
            wanted += [beginning] if beginning else []
    return wanted


def _names(controller: Controller) -> list[Sentence]:
    return [sentence for _, sentence, _ in _limits(controller)]


def _limits(controller: Controller) -> list[tuple[str, Sentence, int]]:
    """Return the names' paths, what is measured, and how long it may last (ms)."""
    names = (
        ("short_name", controller.short_name, NAME_MS),
        ("full_name", controller.full_name, FULL_NAME_MS),
    )
    return [
        (f"tenant.{field}.{language.value}", Sentence(name, language.value), most)
        for field, name, most in names
        for language in Language
        if name.strip()
    ]


def _name_faults(controller: Controller, clips: dict[Sentence, Clip]) -> list[Fault]:
    return [
        Fault(path, f"{spoken / 1000:.1f} s spoken, at most {most / 1000:.1f} s: choose a shorter name")
        for path, sentence, most in _limits(controller)
        if (spoken := clips[sentence].length) > most
    ]


def _recording(policy: Policy, style: Opening) -> Recording | None:
    rule = policy.rule(RECORDING_KIND)
    if not policy.recording or rule is None:
        return None
    return Recording(PurposeId(RECORDING_PURPOSE), str(announced(rule)), question(style))


def _timing(dialog: Dialog) -> Timing:
    return Timing(
        answer_window_opens=dialog.answer_window_opens,
        answer_window=dialog.answer_window,
        repeats=dialog.repeats,
        key_gap=dialog.key_gap,
        message_limit=dialog.message_limit,
        message_warning=dialog.message_warning,
        message_silence=dialog.message_silence,
        call_limit=dialog.call_limit,
        media_timeout=dialog.media_timeout,
        hold_limit=dialog.hold_limit,
    )
