"""Settings of the SMARTY portal: one file, driven by environment variables, safe by default.

SITE_URL decides the mode. `http://…` is the embedded portal: a secret key is made in DATA_DIR, SQLite
is the database, nothing is redirected. `https://…` is production: SECRET_KEY and ALLOWED_HOSTS are
demanded and every transport protection is on. README.md holds the table of variables.
"""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def read_site_url() -> str:
    """Return SITE_URL without its closing slash; raises ImproperlyConfigured for anything odd."""
    url = env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise ImproperlyConfigured(
            f"SITE_URL is {url!r}; it must look like http://127.0.0.1:8000 or https://example.eu"
        )
    return url


def read_secret_key() -> str:
    """Return SECRET_KEY; the embedded portal makes one and keeps it in DATA_DIR."""
    if key := env("SECRET_KEY", default=""):
        return key
    if PRODUCTION:
        raise ImproperlyConfigured("SECRET_KEY must be set when SITE_URL is https://…")
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def read_allowed_hosts() -> list[str]:
    """Return ALLOWED_HOSTS; the embedded portal answers to this machine's own names."""
    hosts = env.list("ALLOWED_HOSTS", default=[])
    if PRODUCTION and (not hosts or "*" in hosts):
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS must name the hosts (never *) when SITE_URL is https://…"
        )
    return hosts or [urlsplit(SITE_URL).hostname, "localhost", "127.0.0.1", "[::1]"]


def read_database() -> dict:
    """Return the database of DATABASE_URL (postgres://… or sqlite:///…) with the engine's options."""
    default = f"sqlite:///{DATA_DIR / 'smarty.sqlite3'}"
    database = env.db_url_config(env("DATABASE_URL", default=default))
    options = database.setdefault("OPTIONS", {})
    database["CONN_MAX_AGE"] = 60
    if database["ENGINE"].endswith("sqlite3"):
        options |= {
            "transaction_mode": "IMMEDIATE",
            "timeout": 25,  # seconds for a lock: twenty who save at once take turns
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
        }
    else:
        limit = env.int("STATEMENT_SECONDS", default=0) * 1000
        options.setdefault("options", f"-c jit=off -c statement_timeout={limit}")
        options.setdefault("connect_timeout", 10)  # seconds; the network's own limit is minutes
        database["CONN_HEALTH_CHECKS"] = True
    return database


# Mode
SITE_URL = read_site_url()
PRODUCTION = SITE_URL.startswith("https://")
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)
DEBUG = env.bool("DEBUG", default=False)
if DEBUG and PRODUCTION:
    raise ImproperlyConfigured("DEBUG cannot be on when SITE_URL is https://…")
SECRET_KEY = read_secret_key()
ALLOWED_HOSTS = read_allowed_hosts()

# Parts
INSTALLED_APPS = [
    "partners.apps.WorkspaceConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "corsheaders",
    "csp",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "partners",
    "practices",
]
MIDDLEWARE = [
    "smarty_portal.request_ids.RequestIds",
    "django.middleware.security.SecurityMiddleware",
    "smarty_portal.kept.Compressed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "smarty_portal.limits.RateLimits",
    "smarty_portal.lengths.AddressLengths",
    "smarty_portal.freshness.PublicAnswers",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "smarty_portal.languages.AddressLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "smarty_portal.stopped.StoppedStatements",
]
ROOT_URLCONF = "smarty_portal.urls"
WSGI_APPLICATION = "smarty_portal.wsgi.application"
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
                "smarty_portal.views.site",
            ],
        },
    },
]

# Data
DATABASES = {"default": read_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "partners.User"
CACHES = {
    # A table of the database, shared by every worker: who tried to log in how often, codes used up.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # What is asked for at every request of the API and may be counted by each worker for itself.
    "worker": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# People: accounts by invitation, login by user name or e-mail address, second factor (allauth)
SECOND_FACTOR_DEMANDED = env.bool("SECOND_FACTOR_DEMANDED", default=True)
if PRODUCTION and not SECOND_FACTOR_DEMANDED:
    raise ImproperlyConfigured("SECOND_FACTOR_DEMANDED cannot be off when SITE_URL is https://…")
NUM_PROXIES = env.int("NUM_PROXIES", default=1 if PRODUCTION else 0)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = ["partners.accounts.backend.PeopleBackend"]
ACCOUNT_ADAPTER = "partners.accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation is accepted from the mailbox it was sent to
ACCOUNT_FORMS = {
    "login": "partners.accounts.forms.LoginForm",
    "reauthenticate": "partners.accounts.forms.PasswordAgainForm",
    "reset_password": "partners.accounts.forms.ForgottenForm",
    "reset_password_from_key": "partners.accounts.forms.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_RATE_LIMITS = {"login": env("LOGIN_RATE", default="30/m") + "/ip"}
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = NUM_PROXIES
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the portal keeps no second list of addresses
MFA_FORMS = {
    "activate_totp": "partners.accounts.forms.SetUpForm",
    "authenticate": "partners.accounts.forms.CodeForm",
    "reauthenticate": "partners.accounts.forms.CodeAgainForm",
}
MFA_TOTP_ISSUER = "SMARTY portal"
MFA_TOTP_TOLERANCE = 1  # a code counts for half a minute before and after its own
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Search: a query that takes longer is cut short, and says so
SEARCH_SECONDS = env.float("SEARCH_SECONDS", default=3.0)

# Languages: only complete ones are switched on (DESIGN section 6)
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Brussels"
USE_I18N = True
USE_TZ = True

# Static files
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Files of evidence: outside what is served, handed out by views that ask who may (practices/files.py)
MEDIA_ROOT = DATA_DIR / "files"
EVIDENCE_FILE_MB = env.int("EVIDENCE_FILE_MB", default=20)
# A practice with a hundred claims is one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# Security
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "smarty_portal.views.csrf_failure"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 3600)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Public answers kept in memory, in each process (smarty_portal/kept.py); 0 keeps none
KEPT_ANSWERS_MB = env.int("KEPT_ANSWERS_MB", default=16)

# API
CORS_ALLOW_ALL_ORIGINS = True
CORS_URLS_REGEX = r"^/(api|data|feeds)/"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["accept", "if-modified-since", "if-none-match"]
CORS_EXPOSE_HEADERS = [
    "Data-Date", "Deprecation", "ETag", "Last-Modified", "Link", "Portal-Release", "RateLimit",
    "RateLimit-Policy", "Retry-After", "Sunset",
]  # fmt: skip
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "smarty_portal.api.Pages",
    "DEFAULT_THROTTLE_RATES": {"reading": env("API_RATE", default="1200/min")},
    "DEFAULT_SCHEMA_CLASS": "smarty_portal.contract.schema.ContractSchema",
    "EXCEPTION_HANDLER": "smarty_portal.problems.problem_response",
    "NUM_PROXIES": NUM_PROXIES,
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "SMARTY portal",
    "DESCRIPTION": "Validated Industry 4.0 good practices of the Interreg Europe project SMARTY.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SORT_OPERATION_PARAMETERS": False,
    "POSTPROCESSING_HOOKS": [],
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SERVERS": [{"url": SITE_URL}],
}

# Mail and log
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
EMAIL_TIMEOUT = 10  # seconds: nobody waits long for a mail server
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="SMARTY portal <portal@localhost>")
FEEDBACK_ADDRESS = env("FEEDBACK_ADDRESS", default="")
SECURITY_CONTACT = env("SECURITY_CONTACT", default="")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}
