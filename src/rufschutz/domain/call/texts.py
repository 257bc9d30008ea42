"""Names of the texts a keypad call speaks beside its opening and its question.

The words stand in the plan. A script that lacks one of these cannot serve a call.
"""

from __future__ import annotations

from rufschutz.domain.ids import TextId

OPENING_NEVER = TextId("opening.keypad.never")
QUESTION_REPEAT = TextId("question.repeat")
QUESTION_UNCLEAR = TextId("question.unclear")
TOO_EARLY = TextId("answer.too_early")
YES = TextId("answer.yes")
NO = TextId("answer.no.short")
SILENCE = TextId("answer.silence")
PRIVACY = TextId("privacy.keypad")
NOBODY_FREE = TextId("human.nobody_free")
LIMIT = TextId("limit.recording")
WITHDRAWN = TextId("withdraw.in_call.keypad")
NO_RECORDING = TextId("fault.no_recording")
CALLER_NUMBER = TextId("readback.number.caller_id")
ASK_NUMBER = TextId("callback.number.ask")
INVALID_NUMBER = TextId("number.invalid")
TYPED_NUMBER = TextId("readback.number.typed")
NO_CALLBACK = TextId("callback.none")
REASON_ASK = TextId("reason.ask")
REASON_AFTER_NO = TextId("answer.no.keypad")
REASON_OR_MESSAGE = TextId("reason.ask.message")
REASON_OF_MESSAGE = TextId("reason.ask.recorded")
REASON_NOTED = TextId("reason.noted")
NOT_NOTED = TextId("fault.not_noted")
GOODBYE_RECORDED = TextId("goodbye.recorded")
GOODBYE_NOTED = TextId("goodbye.noted")
GOODBYE_NOTHING = TextId("goodbye.nothing")

ALWAYS = frozenset(
    {
        PRIVACY,
        NOBODY_FREE,
        CALLER_NUMBER,
        ASK_NUMBER,
        INVALID_NUMBER,
        TYPED_NUMBER,
        NO_CALLBACK,
        GOODBYE_NOTED,
        GOODBYE_NOTHING,
    }
)
WHEN_RECORDING = frozenset(
    {
        OPENING_NEVER,
        QUESTION_REPEAT,
        QUESTION_UNCLEAR,
        TOO_EARLY,
        YES,
        NO,
        SILENCE,
        LIMIT,
        WITHDRAWN,
        NO_RECORDING,
        GOODBYE_RECORDED,
    }
)
WHEN_CHOOSING = frozenset({REASON_ASK, REASON_NOTED})
WHEN_CHOOSING_AND_RECORDING = frozenset({REASON_AFTER_NO, REASON_OF_MESSAGE})
IF_THERE = frozenset({NOT_NOTED})
"""Texts that plans of an earlier version lack; what is said instead is true as well."""
WHEN_ASKING_LATER = frozenset({REASON_OR_MESSAGE})
