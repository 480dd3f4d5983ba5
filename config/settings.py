"""The one settings file. Everything that differs between two sites comes from the environment.

README.md lists every variable with its default; `config/checks.py` says in words what is missing.
"""

import hmac
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env

from apps.notifications.push_keys import public_key_of
from config.rate_limits import rate_limits

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = Env()
# `make run` writes .env, so that manage.py serves the same site that `make run` does.
env.read_env(env.str("ENV_FILE", str(BASE_DIR / ".env")), recurse=False)

# --- What kind of start this is -------------------------------------------------------------------

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "insecure-key-for-development-only" if DEBUG else "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])

# --- The server -----------------------------------------------------------------------------------

WEB_CONCURRENCY = env.int("WEB_CONCURRENCY", 1)  # processes
WEB_THREADS = env.int("WEB_THREADS", 4)  # of each process, for pages; streams need none
HOST = env.str("HOST", "127.0.0.1")
PORT = env.int("PORT", 8000)
REDIS_URL = env.str("REDIS_URL", "")
REDIS_PREFIX = env.str("REDIS_PREFIX", "courtyard")

# Limits of each process; see config/connections.py and config/pages.py.
CONNECTIONS_MAX = env.int("CONNECTIONS_MAX", 5000)
CONNECTIONS_PER_ADDRESS = env.int("CONNECTIONS_PER_ADDRESS", 100)  # with a request that is not complete
HEADER_TIMEOUT = env.float("HEADER_TIMEOUT", 10)  # seconds for the head of a request
BODY_TIMEOUT = env.float("BODY_TIMEOUT", 900)  # seconds for its body, however large
BODIES_MAX_BYTES = env.int("BODIES_MAX_MB", 1000) * 1024 * 1024  # that lie on disk until their answer is made
KEEP_ALIVE_TIMEOUT = env.float("KEEP_ALIVE_TIMEOUT", 65)  # longer than a router keeps an idle connection
STREAMS_PER_SESSION = env.int("STREAMS_PER_SESSION", 20)
STREAMS_PER_USER = env.int("STREAMS_PER_USER", 60)
STREAMS_PER_ADDRESS = env.int("STREAMS_PER_ADDRESS", 100)  # of visitors

WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
ROOT_URLCONF = "config.urls"

# --- Applications ---------------------------------------------------------------------------------

INSTALLED_APPS = [
    "apps.live",  # before staticfiles: its runserver serves streams too
    "apps.shared",
    "apps.tasks",
    "apps.accounts",
    "apps.tags",
    "apps.notifications",
    "apps.people",
    "apps.posts",
    "apps.rooms",
    "apps.projects",
    "apps.search",
    "apps.weeks",
    "apps.api",
    "apps.bots",
    "config.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_eventstream",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "django_cleanup.apps.CleanupConfig",  # last: it watches the models of all others
]

MIDDLEWARE = [
    "apps.shared.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "apps.shared.compression.CompressionMiddleware",
    "apps.live.middleware.RenderedSinceMiddleware",
    "apps.shared.middleware.SearchersMiddleware",
    "csp.middleware.CSPMiddleware",
    "apps.shared.middleware.SiteAddressMiddleware",
    "apps.shared.middleware.CookieMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "apps.shared.middleware.ViewerCookieMiddleware",
    "apps.shared.middleware.FragmentMiddleware",
    "apps.shared.middleware.RateLimitMiddleware",
    "apps.shared.middleware.InputMiddleware",
    "apps.accounts.middleware.FirstRunMiddleware",
    "apps.accounts.middleware.AllauthPagesMiddleware",
    "apps.rooms.middleware.GuestMiddleware",
    "apps.rooms.middleware.ConversationsMiddleware",
    "apps.shared.middleware.SignInMiddleware",
    "apps.accounts.middleware.FormerUsernameMiddleware",
    "apps.shared.middleware.PicturesBusyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

# A stream needs to know who asks and nothing else; every further layer is a hop to a thread and back.
STREAM_MIDDLEWARE = [
    "apps.shared.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "apps.shared.middleware.CookieMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.rooms.middleware.GuestMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "apps.accounts.context_processors.site",
                "apps.live.context_processors.stream",
                "apps.notifications.context_processors.notifications",
                "apps.rooms.context_processors.side",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "apps.shared.templatetags.shared"],
        },
    }
]
FORM_RENDERER = "apps.shared.forms.FormRenderer"

# --- Data -----------------------------------------------------------------------------------------

try:
    DATABASES = {
        "default": dj_database_url.parse(
            env.str("DATABASE_URL", f"sqlite:///{VAR_DIR / 'courtyard.sqlite3'}"),
            conn_max_age=600,
            conn_health_checks=True,
        )
    }
except ValueError as error:
    sentence = "DATABASE_URL is not a database address, like postgres://user:password@host/name"
    raise ImproperlyConfigured(sentence) from error
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] |= {
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A transaction that will write says so at its start: it waits for its turn and cannot fail halfway.
            "transaction_mode": "IMMEDIATE",
            # synchronous=FULL, because what was acknowledged must survive a power cut too.
            "init_command": (
                "PRAGMA busy_timeout=10000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;"
            ),
            "timeout": 10,
        },
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Two, or whoever reads many messages would push out of the first what allauth counts there: wrong passwords.
CACHES = {
    name: (
        {"BACKEND": "config.cache.PatientRedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": prefix}
        if REDIS_URL
        else {"BACKEND": "config.cache.MemoryCache", "LOCATION": name, "OPTIONS": {"MAX_ENTRIES": 10_000}}
    )
    for name, prefix in (("default", REDIS_PREFIX), ("remembered", f"{REDIS_PREFIX}:remembered"))
}

# --- Live events ----------------------------------------------------------------------------------

EVENTSTREAM_CHANNELMANAGER_CLASS = "apps.live.channels.ChannelManager"
EVENTSTREAM_STORAGE_CLASS = "apps.live.log.Storage"
PRESENCE_SECONDS = 40  # how long somebody is here whose server says nothing any more; see apps/live/presence.py
LIVE_LOG_HOURS = env.int("LIVE_LOG_HOURS", 24)  # how long a reader may be away and still catch up by itself

# --- Work that leaves the request -----------------------------------------------------------------

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "webhooks"],
        "OPTIONS": {"id_function": "apps.tasks.ids.new_id"},
    }
}
TASKS_IN_WEB = env.bool("TASKS_IN_WEB", WEB_CONCURRENCY == 1)  # the server does them; or only `manage.py work`
TASK_POOLS = {"webhooks": env.int("WEBHOOK_WORKERS", 4)}  # threads for each queue beside the default one
WORKER_PATIENCE = env.float("WORKER_PATIENCE", 40)  # seconds without a sign of life, after which a worker is dead

# --- Files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(VAR_DIR / "media")))
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", str(VAR_DIR / "files")))  # no address leads there
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "apps.shared.staticfiles.JoinedStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

PICTURE_MAX_BYTES = env.int("PICTURE_MAX_MB", 15) * 1024 * 1024
PICTURE_MAX_PIXELS = env.int("PICTURE_MAX_MEGAPIXELS", 50) * 1_000_000
PICTURE_MAX_SCANS = 100  # layers of a progressive JPEG; usual ones have ten
ANIMATION_MAX_PIXELS = 8 * PICTURE_MAX_PIXELS  # of all frames
ANIMATION_MAX_FRAMES = 2_000
# What a picture within these limits may cost. Each is decoded in a process of its own, one at a time for each process
# of the server; one that takes more is refused. See apps/shared/images.py.
PICTURE_CPU_SECONDS = 10
PICTURE_MEMORY_BYTES = 285 * 1024 * 1024  # of address space, which is less than 300 MB
PICTURE_WAIT_SECONDS = 30  # that a picture waits for those before it; then the site is busy
FILE_MAX_BYTES = env.int("FILE_MAX_MB", 25) * 1024 * 1024
FILES_PER_MESSAGE = env.int("FILES_PER_MESSAGE", 10)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # of everything in a form but its files
REQUEST_MAX_BYTES = env.int("REQUEST_MAX_MB", 50) * 1024 * 1024
DJANGORESIZED_DEFAULT_QUALITY = 82  # the rest apps/shared/picture_fields.py decides

# --- People and their accounts --------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["apps.people.backends.PeopleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "apps.accounts.adapters.AccountAdapter"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = env.str("EMAIL_VERIFICATION", "optional")
ACCOUNT_FORMS = {
    "add_email": "apps.accounts.forms.ChangeEmailForm",
    "change_password": "apps.accounts.forms.ChangePasswordForm",
    "login": "apps.accounts.forms.LoginForm",
    "reauthenticate": "apps.accounts.forms.ReauthenticateForm",
    "reset_password": "apps.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "apps.accounts.forms.NewPasswordForm",
    "set_password": "apps.accounts.forms.FirstPasswordForm",
    "signup": "apps.accounts.forms.SignupForm",
}
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # where confirming is required, in the browser that registered, only there
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PRESERVE_USERNAME_CASING = False
# An account is counted before an address, or wrong passwords for one would keep out all who share the address.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,10/m/ip", "signup": "20/m/ip,100/h/ip"}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = None  # asked on the sign-in page
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_USERNAME_VALIDATORS = "apps.accounts.usernames.VALIDATORS"
MFA_ADAPTER = "apps.accounts.adapters.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "apps.accounts.forms.ActivateAppForm",
    "add_webauthn": "apps.accounts.forms.AddKeyForm",
    "authenticate": "apps.accounts.forms.CodeForm",
    "authenticate_webauthn": "apps.accounts.forms.KeyForm",
    "edit_webauthn": "apps.accounts.forms.KeyNameForm",
    "login_webauthn": "apps.accounts.forms.KeyAloneForm",
    "reauthenticate": "apps.accounts.forms.CodeAgainForm",
    "reauthenticate_webauthn": "apps.accounts.forms.KeyAgainForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # AllauthPagesMiddleware decides
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = env.str("TOTP_ISSUER", "")  # what an authenticator app shows; otherwise the site's name
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not env.bool("HTTPS", not DEBUG)
USERSESSIONS_ADAPTER = "apps.accounts.adapters.SessionsAdapter"
USERSESSIONS_TRACK_ACTIVITY = False  # a write for every page is not worth a "last seen" column
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60

# --- Mail -----------------------------------------------------------------------------------------

EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_PORT = env.int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 10
SENDS_MAIL = env.bool("SENDS_MAIL", bool(EMAIL_HOST))  # or only what people ask for, like a new password
DELIVERS_EMAIL = bool(EMAIL_HOST) or SENDS_MAIL  # whether a page may promise an email
# Whether an address is an account's is told by email and not on a page; a site without email has no other way.
ACCOUNT_PREVENT_ENUMERATION = "strict" if DELIVERS_EMAIL else False
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", "courtyard@localhost")

# --- Push to browsers -----------------------------------------------------------------------------

PUSH_PRIVATE_KEY = env.str("PUSH_PRIVATE_KEY", "")  # manage.py make_push_keys; without one there is no push
PUSH_PUBLIC_KEY = public_key_of(PUSH_PRIVATE_KEY)
PUSH_CONTACT = env.str("PUSH_CONTACT", f"mailto:{parseaddr(DEFAULT_FROM_EMAIL)[1]}")  # whom push services may write to
# The only addresses that are called because a browser named them: a host, all below one, or a whole origin.
PUSH_SERVICES = [
    "fcm.googleapis.com",
    "*.push.services.mozilla.com",
    "*.push.apple.com",
    "*.notify.windows.com",
    *env.list("PUSH_SERVICES", []),
]

# --- Safety ---------------------------------------------------------------------------------------

HTTPS = env.bool("HTTPS", not DEBUG)
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)  # routers in front that we believe: 1 on Heroku
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("HSTS_SUBDOMAINS", False)
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "apps.shared.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"

# Where people find the site, for what leaves it outside of any request: the links of mails.
SITE_HOST = next((host.removeprefix(".") for host in ALLOWED_HOSTS if host != "*"), "localhost")
SITE_PORT = f":{PORT}" if SITE_HOST in ("localhost", "127.0.0.1", "[::1]") else ""
SITE_URL = env.str("SITE_URL", "").rstrip("/") or f"{ACCOUNT_DEFAULT_HTTP_PROTOCOL}://{SITE_HOST}{SITE_PORT}"

# How often one person may do something: so many times in so many seconds. Generous for people, tight for scripts.
# apps/shared/limits.py counts. The environment changes single entries, RATE_LIMITS=messages=120/60,rooms=5/3600, or
# all of them: RATE_LIMITS=off.
RATE_LIMITS = {
    "messages": (60, 60),  # and edits of them
    "comments": (30, 60),
    "projects": (30, 3600),  # made, and people invited to them
    "reviews": (30, 3600),  # and their answers
    "reactions": (120, 60),  # emoji, likes, saved posts
    "seen": (120, 60),  # posts and projects that come into view, several at once
    "follows": (60, 600),  # people and tags, requests and their answers, blocks
    "rooms": (20, 3600),  # made
    "joins": (60, 600),
    "conversations": (30, 3600),  # direct messages begun
    "uploads": (300, 3600),  # files, whatever for
    "previews": (120, 60),
    "drafts": (120, 60),
    "typing": (60, 60),
    "searches": (60, 60),
    "completions": (240, 60),
    "invitations": (30, 3600),
    "api": (600, 60),  # requests of any kind; each is counted as what it does, too
    "tokens": (20, 3600),  # personal access tokens made
    "bots": (60, 3600),  # made, and what belongs to them; deliveries sent again
    "hooks": (60, 60),  # messages by one incoming webhook
    # Guests have no account, and visitors do not even have a name: they are counted by their network.
    "guest_entries": (20, 3600),
    "guest_messages": (20, 60),  # edits and reactions too
    "guest_network": (60, 60),  # what all guests from one network write
    "guest_previews": (30, 60),
    "guest_drafts": (60, 60),
    "guest_typing": (30, 60),
    "guest_searches": (20, 60),
    "guest_completions": (80, 60),
    "guest_api": (60, 60),
}
RATE_LIMITS, WRONG_RATE_LIMITS = rate_limits(RATE_LIMITS, env.str("RATE_LIMITS", ""))

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],  # two rules of a page: the site's accent, and whose messages are mine
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Words and times ------------------------------------------------------------------------------

LANGUAGE_CODE = env.str("LANGUAGE_CODE", "en")
LANGUAGES = [("en", _("English"))]
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_TZ = True
ADMIN_READS_DIRECT = env.bool("ADMIN_READS_DIRECT", False)  # every conversation says so
MESSAGE_MAX_LENGTH = env.int("MESSAGE_MAX_LENGTH", 10_000)  # characters
# What a text of 10,000 characters may take to become HTML on an idle machine, and what colouring its code may take of
# another process: `python -m tools.fuzz_text` looks for texts that take longer.
RENDER_SECONDS = 0.2

# --- Logging --------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "filters": {
        "requests": {"()": "apps.shared.logs.BadRequestsInOneLine"},
        "secrets": {"()": "apps.shared.logs.NoSecretPaths"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["requests", "secrets"]}
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "django_tasks": {"level": "CRITICAL"},  # what becomes of a task, apps/tasks says, once
    },
}

# --- Bots and webhooks ---------------------------------------------------------------------------

# Whether webhooks may lead to private, loopback and link-local addresses: into the network that this server is in.
WEBHOOKS_ALLOW_PRIVATE = env.bool("WEBHOOKS_ALLOW_PRIVATE", False)

# --- The API --------------------------------------------------------------------------------------

# Keys of the access and refresh tokens: the first signs, all verify, so that a new one can be put in front.
JWT_KEYS = env.list("JWT_KEYS", []) or [hmac.digest(SECRET_KEY.encode(), b"courtyard.jwt", "sha256").hex()]
ACCESS_TOKEN_LIFETIME = timedelta(minutes=10)
REFRESH_TOKEN_LIFETIME = timedelta(days=30)  # since its last renewal
# Browsers may use the API, and the stream for scripts, from pages of these origins, with a token and never a session.
if CORS_ALLOWED_ORIGINS := env.list("CORS_ORIGINS", []):
    INSTALLED_APPS.insert(0, "corsheaders")
    CORS_URLS_REGEX = r"^/(api|events)/"
    CORS_ALLOW_HEADERS = [
        "accept",
        "authorization",
        "content-type",
        "idempotency-key",
        "if-none-match",
        "last-event-id",
    ]
    CORS_EXPOSE_HEADERS = ["ETag", "Idempotency-Replayed", "Location", "RateLimit", "RateLimit-Policy", "Retry-After"]
    for middleware in (MIDDLEWARE, STREAM_MIDDLEWARE):
        middleware.insert(1, "corsheaders.middleware.CorsMiddleware")
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.api.authentication.BearerAuthentication",
        "apps.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["apps.api.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "apps.api.parsers.JSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "apps.api.schema.AutoSchema",
    "EXCEPTION_HANDLER": "apps.api.problems.handler",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Courtyard",
    "DESCRIPTION": "What a member can do on the site, for scripts and apps.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": [],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": r"/api/v[0-9]",
    "ENUM_NAME_OVERRIDES": {  # of fields with one name and other choices
        "ProfileLinkTypeEnum": "apps.people.models.ProfileLink.Type",
        "ProjectLinkTypeEnum": "apps.projects.models.ProjectLink.Type",
        "TargetTypeEnum": ["post", "project"],
        "RoomKindEnum": "apps.rooms.models.Room.Kind",
        "NewRoomKindEnum": ["open", "closed"],
        "LevelEnum": "apps.people.models.Skill.Level",
        "NotificationLevelEnum": "apps.rooms.models.Membership.Level",
    },
    "PATH_CONVERTER_OVERRIDES": {"room": {"type": "string"}},
}
