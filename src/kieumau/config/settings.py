"""All settings, from the environment only. docs/guides/operators.md lists each (a test keeps the list whole)."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from kieumau.config.databases import database
from kieumau.config.environment import env_bool, env_choice, env_int, env_list, env_secret, env_text
from kieumau.config.services import identity_provider, mail_server

HOME = Path(env_text("HOME", "var")).resolve()
DEBUG = env_bool("DEBUG", default=False)
SECRET_KEY = env_secret("SECRET_KEY", keep_in=HOME / "secret.key")
SECRET_KEY_FALLBACKS = env_list("OLD_SECRET_KEYS", "")
ALLOWED_HOSTS = env_list("HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("TRUSTED_ORIGINS", "")
HTTPS = env_bool("HTTPS", default=False)
UPLOAD_MEGABYTES = env_int("UPLOAD_MB", 25, least=1)
TRIAL_HOURS = env_int("TRIAL_HOURS", 24, least=1)
TRIAL_ROWS = env_int("TRIAL_ROWS", 30_000, least=1)  # units times periods, all trials together: about 12 kB each

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "kieumau.web.accounts.apps.AccountPagesConfig",  # before the library, whose pages it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "kieumau.config.apps.ConfigConfig",
    "kieumau.records.journal.apps.JournalConfig",
    "kieumau.records.territory.apps.TerritoryConfig",
    "kieumau.records.accounts.apps.AccountsConfig",
    "kieumau.records.indicators.apps.IndicatorsConfig",
    "kieumau.records.questions.apps.QuestionsConfig",
    "kieumau.records.rearrangements.apps.RearrangementsConfig",
    "kieumau.records.assessments.apps.AssessmentsConfig",
    "kieumau.records.errata.apps.ErrataConfig",
    "kieumau.web.shell.apps.ShellConfig",
    "kieumau.web.components.apps.ComponentsConfig",
    "kieumau.web.workspace.apps.WorkspaceConfig",
]

MIDDLEWARE = [
    # First those that mark every answer, also one that a later line refuses.
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kieumau.config.middleware.unkept",
    "kieumau.config.middleware.moment",
    "kieumau.config.middleware.readable",
    "kieumau.web.shell.language.language",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kieumau.web.accounts.middleware.session_limits",
    "kieumau.config.middleware.acting",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kieumau.web.accounts.middleware.SecondFactorMiddleware",
    "kieumau.web.shell.refusals.NotHereMiddleware",
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["kieumau.web.accounts.backends.OneHashBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATORS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    # Length and no guesses, no rules on kinds of characters and no expiry (ASVS 5.0, 6.2).
    {"NAME": f"{_VALIDATORS}MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATORS}CommonPasswordValidator"},
    {"NAME": "kieumau.web.accounts.passwords.OfficeWordsValidator"},
    {
        "NAME": f"{_VALIDATORS}UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email")},
    },
]
PASSWORD_RESET_TIMEOUT = 86_400  # a link to set a password holds for a day, and once

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
DEMO = env_bool("DEMO", default=False)  # lists accounts with one-click sign-in, on loopback only: `make run` sets it
SECOND_FACTOR = env_choice("SECOND_FACTOR", "REQUIRED", ("REQUIRED", "OPTIONAL"))
SESSION_HOURS = env_int("SESSION_HOURS", 12, least=1)
IDLE_MINUTES = env_int("IDLE_MINUTES", 60, least=5)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

ACCOUNT_ADAPTER = "kieumau.web.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]  # there is no sign-up; its form says what an account has
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses are entered by the administrator
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "kieumau.records.accounts.links.LinkTokens"
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",  # an office may come in by one address, at eight in the morning
    "login_failed": "20/m/ip,5/5m/key",  # passwords and second factors, wrong ones only
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
}
_FORMS = "kieumau.web.accounts.forms."
ACCOUNT_FORMS = {
    "login": f"{_FORMS}LoginForm",
    "reauthenticate": f"{_FORMS}ReauthenticateForm",
    "change_password": f"{_FORMS}ChangePasswordForm",
    "reset_password": f"{_FORMS}ResetPasswordForm",
    "reset_password_from_key": f"{_FORMS}ResetPasswordKeyForm",
}
MFA_ADAPTER = "kieumau.web.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_FORMS = {
    "authenticate": f"{_FORMS}CodeForm",
    "authenticate_webauthn": f"{_FORMS}KeyForm",
    "reauthenticate": f"{_FORMS}ReauthenticateCodeForm",
    "reauthenticate_webauthn": f"{_FORMS}ReauthenticateKeyForm",
    "login_webauthn": f"{_FORMS}LoginKeyForm",
    "activate_totp": f"{_FORMS}ActivateTOTPForm",
    "add_webauthn": f"{_FORMS}AddKeyForm",
    "edit_webauthn": f"{_FORMS}EditKeyForm",
}
USERSESSIONS_ADAPTER = "kieumau.web.accounts.adapters.SessionsAdapter"

OIDC_ID = "office"
OIDC_NAME = env_text("OIDC_NAME", "Tài khoản của cơ quan")
OIDC_URL, _OIDC_ORIGINS, SOCIALACCOUNT_PROVIDERS = identity_provider(
    OIDC_ID,
    url=env_text("OIDC_URL", ""),
    client=env_text("OIDC_CLIENT_ID", ""),
    secret=env_secret("OIDC_SECRET", default=""),
    name=OIDC_NAME,
)
SOCIALACCOUNT_ADAPTER = "kieumau.web.accounts.adapters.IdentityAdapter"

EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS, EMAIL_USE_SSL = mail_server(
    env_secret("MAIL_URL", default="")
)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env_text("MAIL_FROM", "kieumau@localhost")

ROOT_URLCONF = "kieumau.config.urls"
WSGI_APPLICATION = "kieumau.config.wsgi.application"
_SLICES = Path(__file__).parents[1] / "web" / "workspace"  # each brings its templates and its scripts
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(_SLICES.rglob("templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "kieumau.web.shell.context.page",
            ]
        },
    }
]

DATABASES = {"default": database(env_secret("DATABASE", default=str(HOME / "kieumau.sqlite3")))}
CACHES = {
    # Counters of failed sign-ins: in the database, so that they hold for all processes and outlive a restart.
    # Room for far more than anybody can fill while a counter counts: a full table would forget the oldest.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "counters",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
STATICFILES_DIRS = sorted(_SLICES.rglob("static"))
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else's pages use our fonts

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000  # fields of forms; files have their own limit
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000  # a choice for each mandate of a province that is split
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = [
    "kieumau.web.shell.upload_limits.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^api/"]  # a program is told so: led on, it would go on sending its key in the open
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = env_bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
if DEMO and (BEHIND_PROXY or HTTPS):
    raise ImproperlyConfigured("KIEUMAU_DEMO opens accounts to anyone at this machine: not with a proxy or HTTPS.")
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if HTTPS:  # such a cookie is taken from this very host only, and only over HTTPS
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    LANGUAGE_COOKIE_NAME = "__Host-django_language"
LANGUAGE_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF],
        "form-action": [SELF, *_OIDC_ORIGINS],  # browsers hold the way to the identity provider against this too
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s", "datefmt": "%Y-%m-%dT%H:%M:%S%z"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # A form to correct is not the server's trouble: 4xx answers are not logged one by one.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": env_choice("LOG_LEVEL", "WARNING", LOG_LEVELS)},
}
