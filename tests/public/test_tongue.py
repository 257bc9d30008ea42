"""The address alone decides the language."""

from __future__ import annotations

from rufschutz.domain.call.commands import Language
from rufschutz.public.tongue import address, other


def test_german_stands_at_the_root_and_english_below_en() -> None:
    assert address("notice", Language.DE, "praxis") == "/datenschutz/praxis"
    assert address("notice", Language.EN, "praxis") == "/en/datenschutz/praxis"


def test_each_language_has_the_other() -> None:
    assert [other(language) for language in Language] == list(reversed(Language))


def test_no_header_and_no_cookie_changes_it(stage, browser) -> None:
    browser.cookies["rufschutz_language"] = "en"
    page = browser.get("/datenschutz/praxis", headers={"accept-language": "en"})
    assert '<html lang="de">' in page.content.decode()
    assert '<html lang="en">' in browser.get("/en/datenschutz/praxis").content.decode()
