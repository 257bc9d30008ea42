from __future__ import annotations

from rufschutz.adapters.logs.failure import describe, type_of
from rufschutz.domain.errors import RufschutzError


def broken(error, cause=None):
    try:
        raise error from cause
    except type(error) as raised:
        return describe(raised, raised.__traceback__)


def test_a_foreign_error_is_told_by_type_and_place_without_its_words():
    told = broken(ValueError("+493023125047"))
    assert told.types == ("ValueError",)
    assert told.words == ""
    assert told.places[-1].endswith(" broken")
    assert "23125" not in str(told)


def test_our_own_words_pass_but_for_a_number_in_them():
    told = broken(RufschutzError("the plan is old, says anrufer@example.org"))
    assert told.words == "the plan is old, says [dropped]"
    assert told.dropped == 1


def test_what_it_came_from_is_told_by_type():
    told = broken(RufschutzError("no"), OSError(28, "+493023125047"))
    assert told.types == ("rufschutz.domain.errors.RufschutzError", "OSError")
    assert "23125" not in str(told)


def test_a_type_has_its_full_name():
    assert type_of(RufschutzError("x")) == "rufschutz.domain.errors.RufschutzError"
    assert type_of(KeyError("x")) == "KeyError"


def test_an_error_of_the_system_is_told_by_its_number_alone():
    told = broken(OSError(28, "+493023125047", "/srv/anrufer@example.org"))
    assert told.words == "No space left on device"


def test_what_cannot_be_imported_is_named():
    assert broken(ImportError("cannot import name 'Held'")).words == "cannot import name 'Held'"
