from __future__ import annotations

import time

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from rufschutz.core.accounts.models import User


@pytest.mark.parametrize(
    "weak",
    [
        "passwort1234",
        "Passwort!2026",
        "P@ssw0rt12345",
        "Praxis2026!!!",
        "praxispraxis",
        "Arztpraxis 1234",
        "Sommer-Berlin-2026",
        "qwertzuiopü123",
        "123456789012",
        "rufschutz-praxis",
    ],
)
def test_common_words_with_digits_are_refused_with_a_way_out(weak: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(weak)
    assert any("leicht zu raten" in message for message in refused.value.messages)
    assert any("einen Satz, den nur Sie kennen" in message for message in refused.value.messages)


@pytest.mark.parametrize(
    "strong", ["vier rote Wale lesen", "Mein Praxisesel tanzt um 3", "kA9-vqL2-xP0z", "ünser Möhrchen 77"]
)
def test_a_sentence_of_ones_own_is_fine(strong: str) -> None:
    validate_password(strong)


def test_short_ones_and_those_like_the_address_are_refused() -> None:
    with pytest.raises(ValidationError):
        validate_password("Wal3 Esel")
    with pytest.raises(ValidationError):
        validate_password("kornblume.empfang", User(email="kornblume.empfang@example.org"))


def test_no_password_keeps_the_check_busy() -> None:
    started = time.perf_counter()
    validate_password("praxis" * 21 + "§q")
    validate_password("abc" * 42 + "qj")
    validate_password("x" * 5_000)
    assert time.perf_counter() - started < 1
