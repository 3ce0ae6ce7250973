"""The site's settings, as the tests want them: the owner's connection, acting as the web role."""

from __future__ import annotations

import dj_database_url

from clinic.settings import *  # noqa: F403 - the tests run the site's own settings
from clinic.settings import DATABASE_OWNER_URL, INSTALLED_APPS, MIDDLEWARE

# pytest-django creates and migrates the database as the owner; from then on every connection
# acts as the web role (tests/conftest.py), so that a missing grant fails a test.
DATABASES = {
    "default": {
        **dj_database_url.parse(DATABASE_OWNER_URL),
        "ENGINE": "tests.postgres",
        "OPTIONS": {},
    }
}

# zeal fails a test on N+1 queries; the linter looks for migrations that would break a running
# site (`make check`). Neither finds anything unless it is installed as an app.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal", "django_migration_linter"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True
MIGRATION_LINTER_OPTIONS = {"include_apps": ["clinic", "sideeffects", "consultations"]}
# Signing in over an older session reads that session twice; that is Django's own doing.
ZEAL_ALLOWLIST = [{"model": "sessions.Session"}]

# A password signs in, since most tests are about something else; those of the second factor
# (tests/clinic/test_second_factor.py and its neighbours) turn it on.
SECOND_FACTOR = False
