"""A controller's policy as one line speaks it: its opening, its reasons, its own words.

Decides only whether a choice names something that exists. What the words must and must
not say, and how long they may last, is checked of the result like of every policy.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rufschutz.core.purposes.checks import used_texts
from rufschutz.core.purposes.errors import Fault
from rufschutz.core.tenants.choices import Opening

if TYPE_CHECKING:
    from rufschutz.core.purposes.policy import Policy
    from rufschutz.core.tenants.choices import LineChoices


def tailored(policy: Policy, choices: LineChoices) -> tuple[Policy, list[Fault]]:
    """Return the policy with a line's choices, and a fault for each that names nothing."""
    if choices.opening is Opening.NEVER:
        policy = replace(policy, recording=False)
    policy, unknown = _with_reasons(policy, choices)
    spoken, faults = set(used_texts(policy, choices.opening)), list(unknown)
    for name, words in choices.texts.items():
        text = policy.text(name)
        if text is None:
            faults.append(Fault(f"texts.{name}", "there is no such text"))
            continue
        if name not in spoken:
            faults.append(Fault(f"texts.{name}", "this line never says it, as it is set up"))
        policy = policy.with_text(replace(text, words=text.words | words))
    return policy, faults


def _with_reasons(policy: Policy, choices: LineChoices) -> tuple[Policy, list[Fault]]:
    if choices.reasons is None:
        return policy, []
    known = {reason.id: reason for reason in (*policy.dialog.reasons, *policy.dialog.on_request)}
    faults = [
        Fault(f"dialog.reasons.{name}", f"is no reason of this policy; it has {', '.join(known) or 'none'}")
        for name in choices.reasons
        if name not in known
    ]
    if len(set(choices.reasons)) < len(choices.reasons):
        faults.append(Fault("dialog.reasons", "names a reason twice"))
    chosen = tuple(known[name] for name in dict.fromkeys(choices.reasons) if name in known)
    return replace(policy, dialog=replace(policy.dialog, reasons=chosen)), faults
