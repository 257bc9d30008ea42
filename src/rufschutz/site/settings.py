"""Django's settings, derived from the installation.

Under test there is no installation: ``RUFSCHUTZ_TEST_DATABASE`` names the database
(a PostgreSQL URL; empty for SQLite in memory).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from rufschutz.core import runtime
from rufschutz.site.secret import web_secret

TESTING = "pytest" in sys.modules or os.environ.get("RUFSCHUTZ_DJANGO_BARE") == "1"
INSTALLATION = None if TESTING else runtime.read(runtime.default_data())
SECRET_KEY = (
    "for tests only, guards nothing" if INSTALLATION is None else web_secret(INSTALLATION.root_key_file)
)
ORIGIN = "" if INSTALLATION is None else INSTALLATION.web_origin
PUBLIC_ORIGIN = "" if INSTALLATION is None else INSTALLATION.public_origin
ALLOWED_HOSTS = [
    *("127.0.0.1", "localhost", "[::1]"),
    *filter(None, [urlsplit(ORIGIN).hostname, urlsplit(PUBLIC_ORIGIN).hostname]),
]
CSRF_TRUSTED_ORIGINS = [ORIGIN] if ORIGIN else []


def _database() -> dict[str, object]:
    url = os.environ.get("RUFSCHUTZ_TEST_DATABASE", "") if INSTALLATION is None else INSTALLATION.database
    if url:
        parts = urlsplit(url)
        return {
            "ENGINE": "rufschutz.core.postgres",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
        }
    name = ":memory:" if INSTALLATION is None else str(INSTALLATION.sqlite)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    *(
        f"rufschutz.core.{app}.apps.Config"
        for app in (
            "tenants",
            "accounts",
            "apikeys",
            "glass",
            "keys",
            "backup",
            "approvals",
            "purposes",
            "calls",
            "consent",
            "recordings",
            "matters",
            "holds",
            "retention",
            "audit",
            "completeness",
            "offboarding",
            "jobs",
            "ingest",
        )
    ),
]
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
    if "pytest" in sys.modules
    else "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "rufschutz.console.signin.passwords.CommonWordsValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email"]},
    },
]
ACCOUNT_ADAPTER = "rufschutz.core.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_FORMS = {"login": "rufschutz.console.signin.forms.SignInForm"}
MFA_FORMS = {
    "authenticate": "rufschutz.console.signin.forms.CodeForm",
    "activate_totp": "rufschutz.console.signin.forms.EnrolForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_REAUTHENTICATION_REQUIRED = False
MFA_ADAPTER = "rufschutz.core.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Rufschutz"
MFA_TOTP_TOLERANCE = 1  # a code typed as the next one begins still counts (RFC 6238, 5.2)
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_NAME = "rufschutz_session"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = bool(ORIGIN)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "rufschutz_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = bool(ORIGIN)
CSRF_FAILURE_VIEW = "rufschutz.console.faults.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ORIGIN or PUBLIC_ORIGIN else None
SECURE_HSTS_SECONDS = 31_536_000 if ORIGIN else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
# Nothing of an uploaded file touches a disk; what is too large for memory is no file.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
SECURE_REFERRER_POLICY = "same-origin"  # stricter ones make browsers send "Origin: null" with forms
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
MIDDLEWARE = [
    "rufschutz.site.observing.ObservedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "rufschutz.console.assets.AssetMiddleware",
    "rufschutz.public.door.DoorMiddleware",
    "csp.middleware.CSPMiddleware",
    "rufschutz.api.door.ApiDoorMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "rufschutz.console.signin.idle.IdleMiddleware",
    "rufschutz.console.signin.gate.SecondFactorMiddleware",
    "rufschutz.console.faults.FaultMiddleware",
    "rufschutz.console.headers.PrivatePagesMiddleware",
    "rufschutz.console.plaintext.PlainTextMiddleware",
]
ROOT_URLCONF = "rufschutz.site.urls"
LOGGING_CONFIG = None  # each process has set its logs up before: rufschutz.adapters.logs
ASGI_APPLICATION = "rufschutz.site.asgi.application"
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
BASE = Path(__file__).resolve().parent.parent
LOCALE_PATHS = [BASE / "console" / "locale", BASE / "public" / "locale"]
LANGUAGE_COOKIE_NAME = "rufschutz_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = bool(ORIGIN)
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "console" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "rufschutz.console.frame.frame",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                ),
            ],
        },
    },
    {
        "NAME": "public",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "public" / "templates"],
        "OPTIONS": {
            "loaders": [
                ("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"]),
            ],
        },
    },
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE / "console" / "static", BASE / "public" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MAX_AGE = 3600
