"""Every setting of Longroad, read from the environment (12-factor). `.env.example` explains each.

Without DATABASE_URL this is a development machine: the embedded servers, caught mail, plain HTTP.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from accounts import providers
from api import openapi
from config import static_headers
from core import log

django_stubs_ext.monkeypatch()  # before any model, form or admin is imported
env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where are we? ---------------------------------------------------------------------------
LONGROAD_DEV = env.bool("LONGROAD_DEV", default="DATABASE_URL" not in os.environ)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="only-for-development-" * 3) if LONGROAD_DEV else env("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SITE_URL = env("SITE_URL", default="http://localhost:8000").rstrip("/")
SITE_NAME = env("SITE_NAME", default="Longroad")
SITE_DOMAIN = SITE_URL.partition("://")[2]
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    default=["127.0.0.1", "localhost", "[::1]"] if LONGROAD_DEV else [SITE_DOMAIN.partition(":")[0]],
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

# --- What Longroad is made of -------------------------------------------------------------
INSTALLED_APPS = [
    "config.apps.LongroadConfig",
    "api",
    "pages",
    "newsletter",
    "webhooks",
    "calendars",
    "planning",
    "practice",
    "mentoring",
    "articles",
    "editor",
    "availability",
    "roadmaps",
    "notices",
    "accounts",
    "mailing",
    "workers",
    "core",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.github",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "heroicons",
    "knox",
    "rest_framework",
]

if LONGROAD_DEV:
    INSTALLED_APPS.append("devtools")

MIDDLEWARE = [
    "core.middleware.TraceMiddleware",
    "core.middleware.HttpsApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "core.middleware.FragmentVaryMiddleware",
    "core.middleware.ApiProblemMiddleware",
    "core.middleware.NulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionLifetimeMiddleware",
    "accounts.middleware.RefusalLogMiddleware",
    "accounts.middleware.ViewerLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.PrivateAnswersMiddleware",
    "accounts.middleware.StaffFactorMiddleware",
    "accounts.middleware.SignInPagesMiddleware",
    "accounts.middleware.SessionSeenMiddleware",
    "accounts.middleware.ViewerZoneMiddleware",
    "api.throttling.RateLimitMiddleware",
]

if LONGROAD_DEV:  # static files straight from their sources are as light as the compressed ones of production
    MIDDLEWARE.insert(1, "django.middleware.gzip.GZipMiddleware")

# The guide shows a table of salaries, which ages; a site may leave it out.
SHOW_SALARIES = env.bool("SHOW_SALARIES", default=True)

# A web process keeps the pages that strangers see for as long as it lets other caches keep them
# (core.http.public_page); everything else passes through. Off in development: changes show at once.
PAGE_CACHE = env.bool("PAGE_CACHE", default=not LONGROAD_DEV)


def with_page_cache(middleware: list[str]) -> list[str]:
    """The same, and pages are kept as they leave and are looked for once the outermost have had their say."""
    after = middleware.index("django.middleware.http.ConditionalGetMiddleware") + 1
    return [
        "core.page_cache.UpdatePageCacheMiddleware",
        *middleware[:after],
        "core.page_cache.FetchPageCacheMiddleware",
        *middleware[after:],
    ]


if PAGE_CACHE:
    MIDDLEWARE = with_page_cache(MIDDLEWARE)
CACHE_MIDDLEWARE_ALIAS = "pages"
CACHE_MIDDLEWARE_SECONDS = 0  # only pages that name a max-age

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "accounts.viewer.viewer_context",
                "pages.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "core.templatetags.kept",
                "core.templatetags.ui",
                "roadmaps.templatetags.roadmaps",
            ],
        },
    }
]
FORM_RENDERER = "core.form_renderer.FormRenderer"

# --- PostgreSQL and Valkey -------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        **(
            env.db_url("DATABASE_URL")
            if "DATABASE_URL" in os.environ
            else {  # the server that ./dev started, or the machine's own
                "NAME": "longroad",
                "USER": "longroad",
                "HOST": os.environ.get("LONGROAD_PG_SOCKETS", ""),
                "TEST": {"TEMPLATE": os.environ.get("LONGROAD_TEMPLATE")},
            }
        ),
        "ENGINE": "django.db.backends.postgresql",
    }
}
DATABASES["default"]["OPTIONS"] = {  # a server or a line that is gone is noticed before a visitor gives up
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,  # milliseconds
    # for statements written by hand (core.db.select_planned, mailing.leases); the ORM's are not prepared
    "prepare_threshold": 5 if env.bool("PREPARE_STATEMENTS", default=True) else None,
    **DATABASES["default"].get("OPTIONS", {}),
}
VALKEY_SOCKET = os.environ.get("LONGROAD_REDIS_SOCKET", "")
REDIS_URL = env(
    "REDIS_URL", default=f"unix://{VALKEY_SOCKET}?db=0" if VALKEY_SOCKET else "redis://127.0.0.1:6379/0"
)
KEY_PREFIX = env("KEY_PREFIX", default="longroad") + os.environ.get("PYTEST_XDIST_WORKER", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
VALKEY_CACHE = {
    "BACKEND": "core.cache.ValkeyCache",
    "LOCATION": REDIS_URL,
    "KEY_PREFIX": KEY_PREFIX,
    "VERSION": 2,  # what version 1 left there are pickles
}
# An outage of Valkey is a miss, and for what is counted no limit is lifted: docs/operations/outages.md.
CACHES: dict[str, dict[str, Any]] = {
    # rate limits of allauth and the REST framework, second-factor codes that were used: what is counted
    "default": {**VALKEY_CACHE, "BACKEND": "core.cache.CountingCache"},
    # what all processes share and can compute anew
    "shared": VALKEY_CACHE,
    # copies of rows; short, should a process end before it could delete one that an outage left behind
    "sessions": {**VALKEY_CACHE, "LONGEST": 300},
    # what can't change while a process lives, or holds objects
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "process"},
    # bounded, and in each process: no answer of a stranger's can fill the broker's memory
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_CACHE_ALIAS = "sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600  # seconds without signing in or confirming who one is
LONGEST_SESSION = timedelta(days=30)  # whatever happens in it; docs/security/policy.md says why
LONGEST_STAFF_SESSION = timedelta(hours=12)

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_BROKER_TRANSPORT_OPTIONS = {  # of those who publish; config/celery.py gives workers more time
    "global_keyprefix": f"{KEY_PREFIX}:celery:",
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_DIRECT = True  # a queue for each worker, by which workers.schedule asks whether it is well
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 300
CELERY_TIMEZONE = "UTC"

# --- People (accounts/ is the only app that knows allauth) ------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "accounts.hashers.ModestArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},  # 20,000 that leaked
    {"NAME": "accounts.passwords.OwnWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "pages:dashboard"
LOGOUT_REDIRECT_URL = "pages:home"
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0 if LONGROAD_DEV else 1)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT  # rate limits count visitors, not our proxy
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.signup_fields.SignupFields"
ACCOUNT_SIGNUP_REDIRECT_URL = "accounts:welcome"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 5
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = False  # allauth offers it for free addresses only: that tells
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 10 * 60  # a new code can be asked for: ASVS 6.5.5
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {  # beside allauth's own; counted by accounts.limits
    "reset_password": "20/m/ip,5/h/key",  # the key is the canonical address
    "wrong_token": "20/m/ip",
    "close_account": "5/h/user",  # asks for the password
    "interrupted_form": "10/m/ip",  # saved for strangers
    "subscribe": "20/h/ip,5/h/key",  # the key is the address that is written to
    "test_issue": "20/h/user",
    "picture": "120/h/user",
    "article_files": "30/h/user",  # each is read, or written, by a web process
    "hold": "60/h/user",
    "webhook": "60/h/user",
    "outside_calendar": "30/h/user",  # each asks another server, also for an account
    "roadmap_import": "60/h/user",  # each is read by a web process
    "booking": "30/h/user",  # each writes to two people, and so does cancelling it
}
ACCOUNT_FORMS = {
    "login": "accounts.sign_in_forms.LoginForm",
    "change_password": "accounts.sign_in_forms.ChangePasswordForm",
}
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LONGROAD_DEV
STAFF_NEED_SECOND_FACTOR = env.bool("STAFF_NEED_SECOND_FACTOR", default=not LONGROAD_DEV)
USERSESSIONS_TRACK_ACTIVITY = True  # by accounts.middleware.SessionSeenMiddleware, not at every request
SOCIALACCOUNT_ADAPTER = "accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = providers.configured_providers(env)  # docs/operations/sign-in.md

# --- Mail (mailing/ is the only app that sends) -----------------------------------------------
EMAIL_URL = env("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
elif LONGROAD_DEV:  # caught, and read at /dev/mail/
    EMAIL_BACKEND = "devtools.caught_mail.backend.CatchingBackend"
else:
    raise ImproperlyConfigured(
        "EMAIL_URL is not set, so no mail could be sent. Set it, e.g. to"
        " smtp+tls://user:password@smtp.example.org:587 (docs/operations/mail.md)."
    )
CAUGHT_MAIL_DIR = Path(env("LONGROAD_DATA", default="") or BASE_DIR / "var") / "mail"
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT_SECONDS", default=30)
MAIL_LEASE = timedelta(seconds=env.int("MAIL_LEASE_SECONDS", default=300))
MAIL_RATE_PER_SECOND = env.float("MAIL_RATE_PER_SECOND", default=0)
# Newsletters to each provider: letters a minute and workers at once, all workers together (mailing.pace).
MAIL_PACES = {
    name: tuple(map(int, pace.split("/")))
    for name, pace in (
        each.split("=")
        for each in (
            *("gmail=1200/10", "outlook=600/5", "yahoo=600/5", "icloud=300/5", "other=0/0"),
            *env.list("MAIL_PACES", default=[]),
        )
    )
}
# Newsletters on the first day of a sending domain, 0: any number (mailing.warmup). Caught mail needs none.
MAIL_WARMUP_FIRST_DAY = env.int("MAIL_WARMUP_FIRST_DAY", default=0 if LONGROAD_DEV else 1000)
MAIL_WARMUP_GROWTH = env.float("MAIL_WARMUP_GROWTH", default=2)
MAIL_WARMUP_FULL_DAY = env.int("MAIL_WARMUP_FULL_DAY", default=50_000)
MAIL_POSTAL_ADDRESS = env("MAIL_POSTAL_ADDRESS", default="")
MAIL_UNSUBSCRIBE_ADDRESS = env("MAIL_UNSUBSCRIBE_ADDRESS", default="")
# What the provider reports of letters that it took: whose format, and the secret (docs/operations/mail.md).
MAIL_PROVIDER = env("MAIL_PROVIDER", default="")
MAIL_EVENTS_SECRET = env("MAIL_EVENTS_SECRET", default="")
MAIL_DKIM_SELECTOR = env("MAIL_DKIM_SELECTOR", default="")
MAIL_DNS_SERVERS = env.list("MAIL_DNS_SERVERS", default=[])  # for the page of checks; empty: the system's
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <hello@{SITE_DOMAIN.partition(':')[0]}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Sessions ---------------------------------------------------------------------------------
# A Jitsi server that opens a room for each session whose mentor has none. Without it mentors give their own.
MEETING_URL = env("MEETING_URL", default="").rstrip("/")

# --- Asking other servers (core/outgoing.py) --------------------------------------------------
# Calendars and webhooks on this very machine, over plain HTTP too: for development only.
OUTGOING_LOOPBACK = env.bool("OUTGOING_LOOPBACK", default=False)
# Ask once a week whether the links of roadmaps still lead somewhere.
LINK_CHECKS = env.bool("LINK_CHECKS", default=not DEBUG)

# --- The API ----------------------------------------------------------------------------------
KNOX_TOKEN_MODEL = "accounts.ApiToken"  # noqa: S105
MIGRATION_MODULES = {"knox": None}  # its own table would stand empty beside ours, and no test could flush it
REST_KNOX = {"TOKEN_PREFIX": "lrd_", "AUTH_HEADER_PREFIX": "Bearer"}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.MayReadOrWrite"],
    "DEFAULT_RENDERER_CLASSES": ["core.api.rendering.Json"],
    "DEFAULT_PARSER_CLASSES": ["core.parsing.Json"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "core.api.lists.Cursor",
    "DEFAULT_SCHEMA_CLASS": "api.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": [
        "api.throttling.StrangerThrottle",
        "api.throttling.MemberThrottle",
    ],
    "NUM_PROXIES": TRUSTED_PROXY_COUNT,
    "DEFAULT_THROTTLE_RATES": {"anon": "120/min", "user": "600/min"},
    "DATETIME_FORMAT": None,  # times stay as they are until core.api.rendering writes them in UTC
    "URL_FORMAT_OVERRIDE": None,  # there is but one format, and no `?format=`
    "EXCEPTION_HANDLER": "core.api.problems.handle_error",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = openapi.SETTINGS

# --- Languages and times ----------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"  # of pages without a language in their address; docs/languages.md adds others
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "markup" / "locale"]  # each app brings its own
FORMAT_MODULE_PATH = "config.formats"
USE_THOUSAND_SEPARATOR = False  # it would write into ids and addresses; core/formats.py knows where to
TIME_ZONE = "UTC"

# --- Static files -----------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "markup.static_files.MathsFontFinder",
]
MADE_FILES = CAUGHT_MAIL_DIR.parent / "made"  # static files that are made from a package's
WHITENOISE_USE_FINDERS = LONGROAD_DEV  # no collectstatic on a development machine
WHITENOISE_AUTOREFRESH = LONGROAD_DEV
# Files that people download, pictures of articles, the ledger of erasures: served by views alone.
MEDIA_ROOT = Path(env("MEDIA_ROOT", default="") or CAUGHT_MAIL_DIR.parent / "files")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LONGROAD_DEV
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

WHITENOISE_ADD_HEADERS_FUNCTION = static_headers.forbid_framing
WHITENOISE_ALLOW_ALL_ORIGINS = False  # its default is for fonts on another host

# --- What a browser may do --------------------------------------------------------------------
# Nothing inline, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *providers.redirect_origins(env)],  # a sign-in form redirects there
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "display-capture")
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "core.messages.Storage"
KNOWN_BROWSER_COOKIE_NAME = "known_browser"
if not LONGROAD_DEV:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz)$"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 3600)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # No sister site and no page over plain HTTP can set one of these.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    # These two are for the pages below /accounts/ alone, which a __Host- cookie can't be.
    LANGUAGE_COOKIE_NAME = "__Secure-language"
    KNOWN_BROWSER_COOKIE_NAME = "__Secure-known-browser"

# --- The log ----------------------------------------------------------------------------------
LOGGING = log.logging_configuration(for_people=LONGROAD_DEV, level=env("LOG_LEVEL", default="INFO"))
