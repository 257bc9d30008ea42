from __future__ import annotations

from types import SimpleNamespace

from rufschutz.console.signin import factor


def request(account: str | None, session: dict[str, str]) -> SimpleNamespace:
    user = SimpleNamespace(is_authenticated=account is not None, pk=account)
    return SimpleNamespace(user=user, session=session)


def test_a_factor_counts_for_the_account_that_showed_it() -> None:
    session: dict[str, str] = {}
    assert not factor.shown(request("anna", session))
    factor.mark(request(None, session), "anna")
    assert factor.shown(request("anna", session))
    assert not factor.shown(request("bert", session))
    assert not factor.shown(request(None, session))


def test_using_a_code_is_what_marks_the_session() -> None:
    session: dict[str, str] = {}
    factor._used(request(None, session), SimpleNamespace(user_id="anna"))
    assert factor.shown(request("anna", session))
