"""Adopting policies, changing them with a second person, and publishing call plans from them."""

from __future__ import annotations

from rufschutz.core.approvals.actions import (
    approve,
    reject,
    state_opinion,
    take_back,
    take_effect_due,
)
from rufschutz.core.purposes.actions.adoption import adopt_policy, spoken_texts
from rufschutz.core.purposes.actions.plans import (
    Refreshed,
    Refusal,
    Shelves,
    publish,
    refresh,
    rehearse,
    rehearse_policy,
    retire,
)
from rufschutz.core.purposes.actions.publication import (
    Rehearsed,
    forget_decided,
    prepare,
    propose,
    propose_purpose,
    submit,
)
from rufschutz.core.purposes.drafts import Draft

__all__ = [
    "Draft",
    "Refreshed",
    "Refusal",
    "Rehearsed",
    "Shelves",
    "adopt_policy",
    "approve",
    "forget_decided",
    "prepare",
    "propose",
    "propose_purpose",
    "publish",
    "refresh",
    "rehearse",
    "rehearse_policy",
    "reject",
    "retire",
    "spoken_texts",
    "state_opinion",
    "submit",
    "take_back",
    "take_effect_due",
]
