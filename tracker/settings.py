"""Django's settings, derived from the one list in `env.py`. Nothing here asks whether tests are running."""

from __future__ import annotations

import sys

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from jinja2 import StrictUndefined

from . import env
from .secret import private_value

try:
    VALUES = env.load()
except env.BadSetting as error:
    raise ImproperlyConfigured(str(error)) from error

BASE_DIR = env.BASE_DIR
DATA_DIR = VALUES["TRACKER_DATA_DIR"]
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
PRODUCTION = VALUES["TRACKER_PRODUCTION"]
BEHIND_PROXY = VALUES["TRACKER_BEHIND_PROXY"]
ORIGIN = VALUES["TRACKER_ORIGIN"]
ROBOTS = VALUES["TRACKER_ROBOTS"]
ROBOT_HOSTS = VALUES["TRACKER_ROBOT_HOSTS"]

DEBUG = False
SECRET_KEY = VALUES["TRACKER_SECRET_KEY"] or private_value(DATA_DIR / "secret_key")
ALLOWED_HOSTS = list(VALUES["TRACKER_HOSTS"])
CSRF_TRUSTED_ORIGINS = [ORIGIN]

INSTALLED_APPS = [
    "tracker.org",
    "tracker.access",
    "tracker.notices",
    "tracker.meetings",
    "tracker.items",
    "tracker.regimes",
    "tracker.reminders",
    "tracker.reports",
    "tracker.portal",
    "tracker.console",
    "tracker.api",
    "tracker.jobs",
    "tracker.access.admin_app.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "django_q",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tracker.access.middleware.PlainTextMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tracker.access.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tracker.access.middleware.ViewerMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tracker.access.context.shell",
                "tracker.portal.context.bell",
            ],
        },
    },
    {
        # The cards of the review desk only: tracker/console/templatetags/cards.py.
        "NAME": "cards",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates/cards"],
        "OPTIONS": {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined},
    },
]

# Data ---------------------------------------------------------------------------------------------------------------

if VALUES["DATABASE_URL"]:
    DATABASES = {"default": VALUES["DATABASE_URL"]}
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "luoshi.sqlite3"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Without these, four writing workers met "database is locked" and django-q2 lost results (measured; decision 0002).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
    # A file, so that race tests can open two real connections on it.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
DATABASES["default"]["CONN_MAX_AGE"] = 600
# A kept connection may have died with a restart of the server; without asking first each thread showed one error page.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if VALUES["REDIS_URL"]:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": VALUES["REDIS_URL"]}
    }
else:
    # Not local memory: the workers' statistics must be seen by the web processes.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": DATA_DIR / "cache",
        }
    }

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        # Outside every served folder: files leave only through views that ask the policy.
        "OPTIONS": {"location": DATA_DIR / "files", "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

UPLOAD_MAX_BYTES = VALUES["TRACKER_UPLOAD_MB"] * 1024 * 1024
# In memory, so that nothing of a file that is refused stays on a disk.
FILE_UPLOAD_HANDLERS = ["tracker.common.uploads.MemoryUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# People -------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "org.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "tracker.access.backends.AdminPostBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
# Whole offices stand behind one address, so a lock is on the pair, never on the address alone.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.25
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "portal/locked.html"
AXES_ENABLE_ADMIN = True
AXES_VERBOSE = False
# Without it axes takes the proxy's address for everybody's, and whoever fails locks the others out.
AXES_CLIENT_IP_CALLABLE = "tracker.access.address.client_address"

# Language and clock -------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# Safety -------------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
# A watchdog on the machine itself asks without HTTPS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Mail ---------------------------------------------------------------------------------------------------------------

if VALUES["EMAIL_URL"]:
    globals().update(VALUES["EMAIL_URL"])
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = SERVER_EMAIL = VALUES["TRACKER_MAIL_FROM"]

# Background work ----------------------------------------------------------------------------------------------------

Q_CLUSTER = {
    "name": "luoshi",
    "label": "后台队列",
    "workers": VALUES["TRACKER_WORKERS"],
    "queue_limit": VALUES["TRACKER_WORKERS"],
    "bulk": 1,
    "timeout": 300,
    "retry": 1800,
    "max_attempts": 3,
    "ack_failures": False,
    "catch_up": False,
    "poll": 1,
    "guard_cycle": 1,
    "save_limit": 1000,
    "cached": False,
}
if VALUES["TRACKER_BROKER"] == "redis":
    Q_CLUSTER["redis"] = VALUES["REDIS_URL"]
else:
    Q_CLUSTER["orm"] = "default"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"links": {"()": "tracker.common.masking.MaskLinks"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["links"],
            "stream": sys.stderr,
        }
    },
    "root": {"handlers": ["stderr"], "level": VALUES["TRACKER_LOG_LEVEL"]},
    # Both report every log-in and every task; what matters of it stands in the database.
    "loggers": {"axes": {"level": "WARNING"}, "django-q": {"level": "WARNING"}},
}
