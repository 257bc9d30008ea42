"""The only writers of consent: events and their projections, standing wishes, receipts, answers."""

from __future__ import annotations

from rufschutz.core.consent.actions.answers import (
    Agreement,
    AnswerRefusedError,
    answer_for_oneself,
    erase_agreements,
    erase_answers,
    set_council,
)
from rufschutz.core.consent.actions.events import (
    add,
    erase,
    evidence_context,
    forget_index,
    grounded,
    index_number,
    project,
    settle,
    start_period,
    withdraw,
)
from rufschutz.core.consent.actions.guesses import (
    forget_guesses,
)
from rufschutz.core.consent.actions.imports import (
    Imported,
)
from rufschutz.core.consent.actions.imports import (
    take as take_over,
)
from rufschutz.core.consent.actions.preferences import (
    WishNotKept,
    contacted,
    end_by_staff,
    erase_wishes,
    review,
    set_by_staff,
    set_from,
)
from rufschutz.core.consent.actions.receipts import (
    erase_receipts,
    find,
    issue,
    start_receipts,
)
from rufschutz.core.consent.actions.standing import (
    AFTERWARDS,
    StandingKey,
    expire,
    invalidate,
    stand,
    used,
)
from rufschutz.core.consent.actions.standing import (
    end_by_staff as end_standing,
)

__all__ = [
    "AFTERWARDS",
    "Agreement",
    "AnswerRefusedError",
    "Imported",
    "StandingKey",
    "WishNotKept",
    "add",
    "answer_for_oneself",
    "contacted",
    "end_by_staff",
    "end_standing",
    "erase",
    "erase_agreements",
    "erase_answers",
    "erase_receipts",
    "erase_wishes",
    "evidence_context",
    "expire",
    "find",
    "forget_guesses",
    "forget_index",
    "grounded",
    "index_number",
    "invalidate",
    "issue",
    "project",
    "review",
    "set_by_staff",
    "set_council",
    "set_from",
    "settle",
    "stand",
    "start_period",
    "start_receipts",
    "take_over",
    "used",
    "withdraw",
]
