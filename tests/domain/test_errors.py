from __future__ import annotations

from rufschutz.domain.errors import DomainError, RufschutzError


def test_an_error_says_what_went_wrong_and_what_to_do_next():
    error = RufschutzError("the plan is damaged", advice="Publish it again.")
    assert str(error) == "the plan is damaged"
    assert error.diagnostics() == "the plan is damaged\n  Publish it again."


def test_without_advice_an_error_says_only_what_went_wrong():
    assert DomainError("no").diagnostics() == "no"


def test_a_kind_of_error_carries_its_advice_and_an_instance_may_know_better():
    class KnownError(DomainError):
        advice = "Wait."

    assert KnownError("x").diagnostics() == "x\n  Wait."
    assert KnownError("x", advice="Ask.").advice == "Ask."
    assert KnownError.advice == "Wait."
