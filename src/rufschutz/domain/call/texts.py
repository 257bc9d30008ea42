"""Names of the texts a keypad call speaks beside its opening and its question.

The words stand in the plan. A script that lacks one of these cannot serve a call.
"""

from __future__ import annotations

from rufschutz.domain.ids import TextId

OPENING_NEVER = TextId("opening.keypad.never")
QUESTION_KNOWN = TextId("question.record.known")
QUESTION_REPEAT = TextId("question.repeat")
QUESTION_UNCLEAR = TextId("question.unclear")
OFFER_UNCLEAR = TextId("question.unclear.offer")
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
RECEIPT_OFFER = TextId("receipt.offer")
RECEIPT_CODE = TextId("receipt.code")
RECEIPT_NONE = TextId("receipt.none")
RIGHTS = TextId("rights.menu.keypad")
RIGHTS_NO_NUMBER = TextId("rights.menu.keypad.no_number")
WITHDRAW_CODE = TextId("withdraw.later.ask.keypad")
WITHDRAW_DAY = TextId("withdraw.later.day.keypad")
WITHDRAW_TYPED = TextId("withdraw.later.typed")
NEVER_RECORD = TextId("preference.never_record.ask")
NEVER_RECORD_DONE = TextId("preference.never_record.done")
NOT_KEPT = TextId("fault.not_kept")
MINOR = TextId("minor.keypad")
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
OF_RIGHTS = frozenset({RIGHTS, RIGHTS_NO_NUMBER, WITHDRAW_CODE, WITHDRAW_DAY, WITHDRAW_TYPED, NOT_KEPT})
OF_THE_WISH = frozenset({NEVER_RECORD, NEVER_RECORD_DONE, NOT_KEPT})
IF_THERE = frozenset({NOT_NOTED, QUESTION_KNOWN, RECEIPT_NONE}) | OF_RIGHTS | OF_THE_WISH
"""Texts that plans of an earlier version lack; what is said instead is true as well."""
WHEN_MINORS_SAY_SO = frozenset({MINOR})
WHEN_ASKING_LATER = frozenset({REASON_OR_MESSAGE})
WHEN_OFFERING = frozenset({OFFER_UNCLEAR})
"""With `TOO_EARLY`."""
WHEN_ISSUING = frozenset({RECEIPT_OFFER, RECEIPT_CODE})
