"""Log-in: who is asked for what, how often it may be tried, and where it is kept. All on machine time."""

from datetime import timedelta

from . import env

LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/login/capacity/"

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "idi_platform.accounts.backends.PersonBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Sessions stand in PostgreSQL: they can be ended, hold a pending code, and outlive a flushed Redis.
SESSION_ENGINE = "idi_platform.accounts.session_store"
SESSION_COOKIE_AGE = 14 * 24 * 3600
STAFF_SESSION_AGE = 12 * 3600

CACHES = {
    "default": {
        "BACKEND": "idi_platform.accounts.cache.SteadyRedisCache",
        "LOCATION": env.text("IDI_REDIS_URL", "redis://127.0.0.1:6379/0"),
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}

# How many proxies of ours stand before the web process; their X-Forwarded-For is believed, nobody else's.
PROXIES = env.whole("IDI_PROXIES", 0)

ACCOUNT_ADAPTER = "idi_platform.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # there is no sign-up page; allauth wants the list to be sound
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
ACCOUNT_REAUTHENTICATION_REQUIRED = False
ACCOUNT_FORMS = {"login": "idi_platform.accounts.forms.StaffLoginForm"}
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,10/30m/key",
    "request_login_code": "20/m/ip,200/h/ip,5/h/key,10/d/key",
    "resend_login_code": "1/m/key",
    "confirm_login_code": "60/m/ip,20/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

MFA_ADAPTER = "idi_platform.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {"authenticate": "idi_platform.accounts.forms.SecondFactorForm"}
MFA_TOTP_ISSUER = "住宅质量保险"
MFA_TOTP_TOLERANCE = 1  # one step of 30 s either way; a code is good once, see SecondFactorForm
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_COUNT = 10
MFA_REAUTHENTICATION_REQUIRED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True

# Five wrong passwords for one log-in name from one address lock that pair for half an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "idi_platform.accounts.adapter.attempted_login"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_IPWARE_PROXY_COUNT = PROXIES or None
AXES_IPWARE_META_PRECEDENCE_ORDER = ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"] if PROXIES else ["REMOTE_ADDR"]
