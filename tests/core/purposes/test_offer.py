"""What a line offers is what its plan will say, key by key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.errors import NoPolicyError
from rufschutz.core.purposes.offer import menu_of, offer_of
from rufschutz.core.tenants.choices import LineChoices, Opening
from rufschutz.core.tenants.queries import line as line_card
from rufschutz.domain.ids import PersonId


@pytest.mark.parametrize(
    ("style", "records", "message"),
    [(Opening.ASK_FIRST, True, None), (Opening.ASK_LATER, True, "3"), (Opening.NEVER, False, None)],
)
def test_the_next_free_key_leads_to_a_message_where_it_is_asked_later(
    tenant, line, policy, now, style: Opening, records: bool, message: str | None
) -> None:
    adopt_policy(tenant, policy, PersonId("5" * 32), now)
    choices = LineChoices(style, ("callback", "prescription"))
    offer = offer_of(replace(line_card(tenant, line), choices=choices))
    assert offer.menu is not None
    assert (offer.records, offer.menu.message) == (records, message)
    assert [(row.key, row.reason) for row in offer.menu.reasons] == [("1", "callback"), ("2", "prescription")]


def test_a_policy_without_reasons_has_no_menu(policy) -> None:
    bare = replace(policy, dialog=replace(policy.dialog, reasons=()))
    assert menu_of(bare, Opening.ASK_FIRST) is None


def test_without_a_policy_nothing_is_offered(tenant, line) -> None:
    with pytest.raises(NoPolicyError):
        offer_of(line_card(tenant, line))
