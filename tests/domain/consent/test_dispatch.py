"""A receipt leaves only for an address that the caller gave, by a named recipient, with code and link."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.domain.call.commands import Language
from rufschutz.domain.consent.dispatch import (
    PURPOSE,
    AddressFrom,
    DispatchRefusedError,
    GivenAddress,
    dispatch,
)
from rufschutz.domain.ids import KindId, PurposeId
from rufschutz.domain.purposes.purpose import ConsentMode, Purpose, Words
from rufschutz.domain.purposes.recipients import Recipient, Transfer

CARRIER = Recipient("Postfach Beispiel", "processor", "DE")
FAR = Recipient("Mail Example", "processor", "US")
GIVEN = GivenAddress("anfrage@example.org", AddressFrom.CALLER, confirmed=True)
RECEIPT = Purpose(
    id=PURPOSE,
    name=Words("Beleg ausstellen", "Issue a receipt"),
    spoken=Words("", ""),
    basis="6(1)(c)",
    art9="",
    consent=ConsentMode.NONE,
    kinds=(KindId("receipt_code"),),
    states=(),
    recipients=(CARRIER,),
)


def send(given=GIVEN, by=CARRIER, purpose=RECEIPT, adequate=(), code="482915537", origin="https://example.org",
         language=Language.DE):  # fmt: skip
    return dispatch(given, by, purpose, adequate, code, origin, language)


@pytest.mark.rule("R11")
@pytest.mark.parametrize("address", ["anfrage@example.org", "+493023125001"])
def test_what_leaves_is_code_and_link_and_nothing_else(address):
    sent = send(replace(GIVEN, address=address))
    assert (sent.to, sent.by) == (address, CARRIER)
    assert sent.subject == "Ihre Belegnummer"
    assert sent.body == "Ihre Belegnummer: 482 915 537\nhttps://example.org/beleg\n"


def test_in_english_it_leads_to_the_english_page():
    assert (
        send(language=Language.EN).body == "Your receipt number: 482 915 537\nhttps://example.org/en/beleg\n"
    )


@pytest.mark.rule("R11")
@pytest.mark.parametrize(
    "given",
    [
        replace(GIVEN, origin=AddressFrom.CALLER_ID),
        replace(GIVEN, origin=AddressFrom.RECORD),
        replace(GIVEN, confirmed=False),
        replace(GIVEN, address="anfrage@example.org\nBcc: other@example.org"),
        replace(GIVEN, address="one@example.org,two@example.org"),
        replace(GIVEN, address="030 23125001"),
        replace(GIVEN, address=""),
    ],
)
def test_no_address_but_the_one_the_caller_gave_and_confirmed(given):
    with pytest.raises(DispatchRefusedError):
        send(given)


@pytest.mark.rule("R11")
@pytest.mark.parametrize(
    ("by", "purpose"),
    [
        (FAR, RECEIPT),
        (CARRIER, replace(RECEIPT, recipients=())),
        (CARRIER, replace(RECEIPT, id=PurposeId("advertise"))),
        (FAR, replace(RECEIPT, recipients=(FAR,))),
        (replace(CARRIER, country="FR"), RECEIPT),
    ],
)
def test_by_nobody_who_is_not_registered_for_it(by, purpose):
    with pytest.raises(DispatchRefusedError):
        send(by=by, purpose=purpose)


def test_outside_the_eea_with_a_basis_alone():
    moved = Transfer(FAR.name, "US", "45", "2026-09-01")
    far = replace(RECEIPT, recipients=(FAR,), transfers=(moved,))
    assert send(by=FAR, purpose=far, adequate={"US"}).by == FAR


@pytest.mark.parametrize(
    "origin",
    [
        "http://example.org",
        "https://example.org/praxis",
        "https://example.org?n=1",
        "https://a@example.org",
        "",
    ],
)
def test_the_link_names_nobody(origin):
    with pytest.raises(DispatchRefusedError):
        send(origin=origin)


@pytest.mark.parametrize("code", ["", "12345678", "48291553a", "٤٨٢٩١٥٥٣٧"])
def test_a_code_is_nine_digits(code):
    with pytest.raises(DispatchRefusedError):
        send(code=code)
