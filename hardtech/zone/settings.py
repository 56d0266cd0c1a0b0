"""Settings of the zone. Everything that differs between machines comes from the environment.

| variable | default | meaning |
|---|---|---|
| HARDTECH_HOME | ./var | the one folder with all state |
| DATABASE_URL | the embedded PostgreSQL in HARDTECH_HOME | postgresql://… of a PostgreSQL 18 server |
| HARDTECH_HOSTS | localhost,127.0.0.1,[::1] | host names that the site answers to, by comma |
| HARDTECH_HTTPS | off | on: cookies only over HTTPS, HSTS |
| HARDTECH_SECRET_KEY | made once in HARDTECH_HOME/secret_key | signs sessions and links |
| HARDTECH_SMTP_URL | mail is printed to the web log | smtp://user:password@host:587 |
| HARDTECH_MAIL_FROM | zone@localhost | sender of the zone's mail |
| HARDTECH_ADDRESS | http://localhost:PORT | where the site is, for people: shown at a start, and in mail |
| HARDTECH_TIME_ZONE | Asia/Shanghai | the local time that pages show |
| HARDTECH_DECISION_DAYS | 15 | working days within which the zone decides on a claim |
| HARDTECH_PAYMENT_DAYS | 30 | days within which it pays what is due |
| HARDTECH_MODEL | box | embedding model: box, a folder, the address of a server, or none |
| HARDTECH_MODEL_NAME | | the model to ask the server for |
| HARDTECH_MODEL_KEY | | the server's key |
| HARDTECH_MODEL_SCRIPTS | * | scripts that the server's model reads, by comma |
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.environment import database_settings, home_folder, hosts, is_on, secret_key

django_stubs_ext.monkeypatch()

PACKAGE = Path(__file__).resolve().parent
HOME = home_folder()

SECRET_KEY = secret_key(HOME)
DEBUG = is_on("HARDTECH_DEBUG")
ALLOWED_HOSTS = hosts()
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host not in {"*", "localhost"}]

INSTALLED_APPS = [
    "hardtech.zone.common",
    "hardtech.zone.accounts",
    "hardtech.zone.journal",
    "hardtech.zone.workshop",
    "hardtech.zone.finding",
    "hardtech.zone.registry",
    "hardtech.zone.facts",
    "hardtech.zone.market",
    "hardtech.zone.measures",
    "hardtech.zone.incentives",
    "hardtech.zone.cultivation",
    "hardtech.zone.portal",
    "hardtech.zone.api",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "hardtech.zone.common.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "hardtech.zone.api.middleware.problems_for_programs",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "hardtech.zone.urls"
WSGI_APPLICATION = "hardtech.zone.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": database_settings(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
ACCOUNT_SIGNUP_REDIRECT_URL = "accounts:welcome"
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "hardtech.zone.accounts.forms.SignupNameForm"
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Hardtech] "
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Hardtech"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if is_on("HARDTECH_HTTPS"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
FORMAT_MODULE_PATH = ["hardtech.zone.common.formats"]
TIME_ZONE = os.environ.get("HARDTECH_TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = HOME / "media"
FILE_UPLOAD_HANDLERS = ["hardtech.zone.common.uploads.NoUploads"]

DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("HARDTECH_MAIL_FROM", "zone@localhost")
ADDRESS = os.environ.get("HARDTECH_ADDRESS", "http://localhost:8000").rstrip("/")
if smtp := os.environ.get("HARDTECH_SMTP_URL"):
    parts = urlsplit(smtp)
    EMAIL_HOST, EMAIL_PORT = parts.hostname or "localhost", parts.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(parts.username or ""), unquote(parts.password or "")
    EMAIL_USE_TLS = parts.scheme == "smtp" and EMAIL_PORT != 25
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"procrastinate": {"level": "WARNING"}},
}

# What the zone promises to those who claim (incentives): its own word, not a law.
DECISION_DAYS = int(os.environ.get("HARDTECH_DECISION_DAYS", "").strip() or 15)
PAYMENT_DAYS = int(os.environ.get("HARDTECH_PAYMENT_DAYS", "").strip() or 30)

# The match catalogue: one folder a kind, mapped by every web process.
CATALOGUE_ROOT = HOME / "catalogue"

# The embedding model (finding/meaning.py).
MODEL = os.environ.get("HARDTECH_MODEL", "").strip() or "box"
MODEL_NAME = os.environ.get("HARDTECH_MODEL_NAME", "").strip()
MODEL_KEY = os.environ.get("HARDTECH_MODEL_KEY", "").strip()
MODEL_SCRIPTS = frozenset(os.environ.get("HARDTECH_MODEL_SCRIPTS", "*").upper().split(","))
