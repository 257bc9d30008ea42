"""Adopting policies, changing them with a second person, and publishing call plans from them."""

from __future__ import annotations

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
    Draft,
    approve,
    forget_decided,
    propose,
    reject,
    state_opinion,
    take_back,
    take_effect_due,
)

__all__ = [
    "Draft",
    "Refreshed",
    "Refusal",
    "Shelves",
    "adopt_policy",
    "approve",
    "forget_decided",
    "propose",
    "publish",
    "refresh",
    "rehearse",
    "rehearse_policy",
    "reject",
    "retire",
    "spoken_texts",
    "state_opinion",
    "take_back",
    "take_effect_due",
]
