"""Django's settings for a case: one small application, no web parts. Importable without a case.

The database given here is a stand-in; `home.open_case` puts the case's own in its place.
"""

from typing import Any

INSTALLED_APPS = ["fullcount.case"]
DATABASES: dict[str, dict[str, Any]] = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LOGGING_CONFIG = None
