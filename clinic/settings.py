"""The settings. One file: the environment decides what differs between machines.

DATABASE_URL        the web role's database; there is no fallback
DATABASE_OWNER_URL  the owner's; only for the commands that manage.py lists as the owner's
SECRET_KEY or SECRET_KEY_FILE
SCALPWISE_ENV       development (default, local host only), test or production
SCALPWISE_DEMO      1 shows the demo sign-ins; production refuses it
SCALPWISE_NO_SECOND_FACTOR  1 lets a password do (the demo); production refuses it
ALLOWED_HOSTS       production: the host names, with commas between
BEHIND_TLS_PROXY    production: 1 when a proxy ends TLS and sets X-Forwarded-Proto itself
SITE_URL            what links in mails begin with; https:// and the first of ALLOWED_HOSTS
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD or EMAIL_HOST_PASSWORD_FILE,
EMAIL_USE_TLS (1 unless told), DEFAULT_FROM_EMAIL: the mail server; the demo sends nothing
ERASURE_LIST        the file of who was erased; production erases nobody without it
DEBUG               development only
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from clinic import environment

BASE_DIR = Path(__file__).resolve().parent.parent

# ── What kind of place is this? ────────────────────────────────────────────────
MODE = environment.mode()
PRODUCTION = MODE == "production"
TESTING = MODE == "test"
DEMO = environment.flag("SCALPWISE_DEMO")
DEBUG = environment.flag("DEBUG")
if PRODUCTION and DEBUG:
    environment.stop("DEBUG must be off in production.")
if PRODUCTION and DEMO:
    environment.stop("SCALPWISE_DEMO must be off in production; it shows passwords.")
SECOND_FACTOR = not environment.flag("SCALPWISE_NO_SECOND_FACTOR")
if PRODUCTION and not SECOND_FACTOR:
    environment.stop("SCALPWISE_NO_SECOND_FACTOR must be off in production.")
SECRET_KEY = environment.secret_key(production=PRODUCTION)
SECRET_KEY_FALLBACKS = environment.older_keys(
    environment.secrets("SECRET_KEY_FALLBACKS"), production=PRODUCTION
)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
if TESTING:
    ALLOWED_HOSTS.append("testserver")
if PRODUCTION:
    ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        environment.stop("ALLOWED_HOSTS must list the clinic's host names.")

# ── Database ───────────────────────────────────────────────────────────────────
DATABASE_URL = environment.database_url()
DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL", "").strip()
AS_OWNER = environment.flag("SCALPWISE_AS_OWNER") and bool(DATABASE_OWNER_URL)
SERVING = environment.flag("SCALPWISE_SERVING")  # said by clinic/wsgi.py: pages have deadlines
DATABASES: dict[str, Any] = {}
WEB_ROLE = ""
if DATABASE_URL:
    KEPT_OPEN = {"conn_max_age": 600, "conn_health_checks": True}
    DATABASES["default"] = environment.database("DATABASE_URL", DATABASE_URL, **KEPT_OPEN)
    WEB_ROLE = DATABASES["default"].get("USER") or ""
    if AS_OWNER:
        DATABASES["default"] = environment.database(
            "DATABASE_OWNER_URL", DATABASE_OWNER_URL, **KEPT_OPEN
        )
    LIMITS = environment.LIMITS_OF_A_PAGE if SERVING else {}
    LIMITS = environment.LIMITS_OF_THE_OWNER if AS_OWNER else LIMITS
    DATABASES["default"] = environment.with_limits(DATABASES["default"], LIMITS)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── Parts ──────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "clinic.apps.ScalpwiseAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "pgtrigger",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "clinic.apps.ClinicConfig",
    "sideeffects",
    "consultations",
]
MIDDLEWARE = [
    "clinic.request_id.RequestIdMiddleware",
    "clinic.logs.AnsweredMiddleware",
    "clinic.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads each answer at random, against BREACH
    "clinic.text.CleanInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clinic.sessions.ActivityMiddleware",
    "clinic.origin.OriginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clinic.access.ClosedByDefaultMiddleware",
]
ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"
TEMPLATE_LOADERS = [
    "clinic.template_loader.Loader",  # templates/
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", TEMPLATE_LOADERS)],
            "builtins": ["clinic.templatetags.once"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic.context.page",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# ── People and sessions ────────────────────────────────────────────────────────
AUTH_USER_MODEL = "clinic.User"
AUTHENTICATION_BACKENDS = ["clinic.backends.StaffBackend"]
LOGIN_URL = "clinic:sign_in"
LOGIN_REDIRECT_URL = "clinic:home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name", "email")},
    },
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": "clinic.demo.NotTheDemoPassword"},
]
_COOKIE_PREFIX = "__Host-" if PRODUCTION else ""
SESSION_ENGINE = "clinic.sessions"
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}session"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds after signing in, whatever is done
SESSION_IDLE_SECONDS = 15 * 60  # seconds after the last page somebody opened or sent
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # until the browser closes
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "clinic.views.errors.csrf_failure"
# Not in a cookie: a message may carry a patient's name.
MESSAGE_STORAGE = "clinic.messages.SealedStorage"

# ── Signing in: django-allauth; the words and pages are ours (clinic/views/sign_in.py) ─────────
ACCOUNT_ADAPTER = "clinic.sign_in_steps.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
# Counted for an account and a device, never for an address: a clinic shares one (safety.md R34).
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key", "login": None}
MFA_ADAPTER = "clinic.sign_in_steps.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = "Scalpwise"
MFA_RATE_LIMITS = {"webauthn_login": None}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "clinic_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# ── Headers (the rest of them: clinic/headers.py) ──────────────────────────────
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
if PRODUCTION and environment.flag("BEHIND_TLS_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20  # a folder of the catalogue has eleven
FILE_UPLOAD_HANDLERS = ["clinic.uploads.KeptInMemory"]

# ── Files ──────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
_STATIC_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if TESTING:
    _STATIC_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC_STORAGE},
}

# ── Place and time ─────────────────────────────────────────────────────────────
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
TIME_ZONE = "Europe/London"
USE_TZ = True

# ── Mail (sent by clinic/mail.py) ──────────────────────────────────────────────
SITE_URL = environment.site_url(production=PRODUCTION, hosts=ALLOWED_HOSTS)
EMAIL_HOST = os.environ.get("EMAIL_HOST", "").strip()
EMAIL_PORT = environment.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "").strip()
EMAIL_HOST_PASSWORD = environment.secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = environment.flag("EMAIL_USE_TLS", otherwise=True)
EMAIL_TIMEOUT = 10  # seconds that a page waits for the mail server
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "").strip() or (
    f"Scalpwise <no-reply@{urlsplit(SITE_URL).hostname}>"
)
# The demo's people are invented: their mails are written to files and never sent.
MAIL_TO_FILES = DEMO or not (PRODUCTION or EMAIL_HOST)
EMAIL_FILE_PATH = BASE_DIR / "var" / "mail"
# Kept apart from the database: who was erased, so that an older backup can be erased again.
ERASURE_LIST = os.environ.get("ERASURE_LIST", "").strip()
if MAIL_TO_FILES:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

# ── Logs: one JSON object a line, listed fields only (clinic/logs.py) ──────────
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"allowed": {"()": "clinic.logs.AllowedFieldsFormatter"}},
    "handlers": {
        "out": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout" if SERVING else "ext://sys.stderr",  # commands print there
            "formatter": "allowed",
        }
    },
    "root": {"handlers": ["out"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["out"], "level": "INFO", "propagate": False},
        "django.request": {"level": "ERROR"},  # refusals stand in the line of the request
        "fontTools": {"level": "ERROR"},  # a paper's every step otherwise
        "weasyprint": {"level": "ERROR"},
    },
}
