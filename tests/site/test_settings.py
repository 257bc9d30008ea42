"""What every page is sent with."""

from __future__ import annotations

from django.conf import settings


def test_scripts_and_styles_come_from_here_only() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["default-src"] == directives["script-src"] == directives["style-src"] == ["'self'"]
    assert not any("unsafe" in source for sources in directives.values() for source in sources)
    assert directives["frame-ancestors"] == ["'none'"]


def test_cookies_are_out_of_reach_of_scripts() -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


def test_people_sign_in_with_an_address_and_nobody_signs_up() -> None:
    assert {"email"} == settings.ACCOUNT_LOGIN_METHODS
    assert settings.ACCOUNT_ADAPTER == "rufschutz.core.accounts.adapters.AccountAdapter"
    assert settings.AUTH_USER_MODEL == "accounts.User"
