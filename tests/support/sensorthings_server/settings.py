"""Django settings of the smallest SensorThings server: SQLite, no accounts, one file."""

import os
from uuid import UUID

SECRET_KEY = "only for tests"  # nothing is signed
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = os.environ.get("STA_TIME_ZONE", "UTC")
ROOT_URLCONF = "support.sensorthings_server.urls"
MIDDLEWARE: list[str] = []
INSTALLED_APPS = [
    "sensorthings.versions.v1_1",
    "sensorthings.versions.v1_1.backends.django",
    "sensorthings.versions.v1_1.extensions.dataarray",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["STA_DB"],
        "OPTIONS": {"timeout": float(os.environ.get("STA_LOCK_TIMEOUT_S", "5"))},
    }
}
SENSORTHINGS_V1_1_SERVICE_URL = os.environ["STA_URL"]  # only builds links
SENSORTHINGS_V1_1_BACKEND_ADAPTER = "sensorthings.versions.v1_1.backends.django.adapter.DjangoBackendAdapter"
SENSORTHINGS_V1_1_ID_TYPE = UUID
SENSORTHINGS_V1_1_ID_DELIMITER = "'"
