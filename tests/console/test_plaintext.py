"""A sign that nobody can read gets no further than the console's door, in whatever field it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rufschutz.core.accounts.models import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1b", "\u202e"])
def test_a_form_with_an_unreadable_sign_is_refused_in_words(
    signed_in: Callable[[Role], Client], sign: str
) -> None:
    answer = signed_in(Role.OWNER).post("/zwecke/vorschlag", {"reason": f"gut{sign}", "wish": "period"})
    assert answer.status_code == 422
    assert "unlesbare Zeichen" in answer.content.decode()
    assert answer.headers["Cache-Control"].startswith("no-store")


@pytest.mark.parametrize("address", ["/anrufe/?page=%00", "/einwilligungen/?%07=1"])
def test_an_address_with_one_asks_nothing_of_the_record(
    signed_in: Callable[[Role], Client], address: str
) -> None:
    assert signed_in(Role.OWNER).get(address).status_code in {404, 422}


def test_line_breaks_are_text(signed_in: Callable[[Role], Client]) -> None:
    answer = signed_in(Role.OWNER).post("/zwecke/vorschlag", {"reason": "eins\r\n\tzwei"})
    assert "unlesbare Zeichen" not in answer.content.decode()
