"""Every setting an office can make, as one typed list.

`SETTINGS` produces the values, `.env.example`, `docs/settings.md` and the errors for bad or unknown names
(`manage.py settings_reference` writes both files; a test keeps them true). A secret may also come from a file: NAME_FILE.
This module must not import Django: it runs before Django is set up.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent


class BadSetting(Exception):
    """A setting is unknown or its value cannot be read; the message names it and says what it takes."""


@dataclass(frozen=True, slots=True)
class Robot:
    """A group robot: its group's name, the platform (a channel's kind), the webhook with its key, the secret it signs with or ""."""

    name: str
    kind: str
    url: str = field(repr=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name in the environment, how it is read, its default as text, and what it is for."""

    name: str
    read: Callable[[str], Any]
    default: str
    help: str
    secret: bool = False


def flag(text: str) -> bool:
    """True or False from "true"/"false"; anything else is refused (a typing slip must not switch safety off)."""
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    raise ValueError("takes true or false")


def count(text: str) -> int:
    """A whole number of 1 or more."""
    # isdigit() also holds for "²", and int() refuses thousands of digits.
    if text.isdecimal() and len(text) < 10 and int(text) >= 1:
        return int(text)
    raise ValueError("takes a whole number of 1 or more")


def words(text: str) -> tuple[str, ...]:
    """A comma-separated list without blanks: "a,b" → ("a", "b")."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def folder(text: str) -> Path:
    """A folder; a relative one lies under the project's root."""
    path = Path(text).expanduser()
    return path if path.is_absolute() else BASE_DIR / path


def one_of(*choices: str) -> Callable[[str], str]:
    """A reader that takes one of `choices`."""

    def read(text: str) -> str:
        if text in choices:
            return text
        raise ValueError(f"takes one of: {', '.join(choices)}")

    read.__name__ = " | ".join(choices)
    return read


def text(value: str) -> str:
    """Any text."""
    return value


ESCAPES = "in a password write / as %2F, @ as %40, # as %23, ? as %3F, : as %3A, % as %25"


def origin(text: str) -> str:
    """Scheme and host that people reach the portal at: "https://luoshi.example/" → "https://luoshi.example"."""
    takes = "http://host:8000 or https://host, without a path"
    parts = address(text, takes, ("http", "https"))
    if not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError(f"takes {takes}")
    return text.rstrip("/")


def database_url(text: str) -> dict[str, Any]:
    """Django's description of the database an address names; {} for ""."""
    if not text:
        return {}
    takes = f"postgres://user:password@host:5432/name or sqlite:////path/to/file; {ESCAPES}"
    parts = address(text, takes, ("postgres", "postgresql", "sqlite"))
    if not parts.path.strip("/"):
        raise ValueError(f"takes {takes}")
    import environ  # here, so that this module can be asked before anything is installed

    config: dict[str, Any] = environ.Env.db_url_config(text)
    return config


def mail_url(text: str) -> dict[str, Any]:
    """Django's EMAIL_* settings of the mail server an address names; {} for ""."""
    if not text:
        return {}
    takes = f"smtp://, smtp+tls:// or smtp+ssl://user:password@host:port; {ESCAPES}"
    if not address(text, takes, ("smtp", "smtp+tls", "smtp+ssl")).hostname:
        raise ValueError(f"takes {takes}")
    import environ

    config: dict[str, Any] = environ.Env.email_url_config(text)
    return config


def robots(text: str) -> dict[str, Robot]:
    """Group robots by name: "督查群=wecom https://…; 专班群=dingtalk https://… SECRET"; no error repeats what was given."""
    takes = ValueError('takes entries such as "督查群=wecom https://host/path?key=… SECRET", separated by ;')
    found: dict[str, Robot] = {}
    for entry in filter(None, (part.strip() for part in text.replace("\n", ";").split(";"))):
        name, equals, rest = (part.strip() for part in entry.partition("="))
        parts = rest.split()
        if not equals or not 0 < len(name) <= 40 or name in found or len(parts) not in (2, 3):
            raise takes
        try:
            address = urlsplit(parts[1])
            # An address for apprise has a scheme, and at times a name and a password, of its own (channels/others.py).
            is_odd = parts[0] != "apprise" and (address.scheme not in ("http", "https") or address.username)
            if is_odd or not address.hostname or address.port == 0:
                raise takes
        except ValueError:
            raise takes from None
        found[name] = Robot(name, *parts)
    return found


def redis_url(text: str) -> str:
    """The address itself, once it can be read; "" for ""."""
    takes = f"redis://:password@host:6379/0 or rediss:// for TLS; {ESCAPES}"
    if text and address(text, takes, ("redis", "rediss")).hostname is None:
        raise ValueError(f"takes {takes}")
    return text


def address(text: str, takes: str, schemes: tuple[str, ...]) -> SplitResult:
    """`text` taken apart; raises ValueError without any of its words: a slip here usually has the password in it."""
    problem = ValueError(f"takes {takes}")
    try:
        parts = urlsplit(text)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        raise problem from None
    # "u:12/3@host": everything before the slash was taken for a host and a port.
    torn = parts.fragment or any("@" in rest for rest in (parts.path, parts.query)) or text.endswith("#")
    if parts.scheme not in schemes or torn or not port_fits:
        raise problem
    return parts


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "TRACKER_PRODUCTION",
        flag,
        "false",
        "True for real use behind HTTPS: secure cookies, HSTS, no demo hints.",
    ),
    Setting(
        "TRACKER_DATA_DIR",
        folder,
        "var",
        "Where the database, uploads, mail files and the secret key are kept.",
    ),
    Setting(
        "TRACKER_SECRET_KEY",
        text,
        "",
        "Signing key; empty: made on the first run, kept in the data folder.",
        True,
    ),
    Setting("TRACKER_HOSTS", words, "localhost,127.0.0.1", "Host names the portal answers to."),
    Setting(
        "TRACKER_ORIGIN",
        origin,
        "http://127.0.0.1:8000",
        "Address that people reach the portal at; links in mail start with it.",
    ),
    Setting(
        "TRACKER_BEHIND_PROXY",
        flag,
        "false",
        "True where a proxy ends HTTPS and sets X-Forwarded-Proto and -For.",
    ),
    Setting("TRACKER_MAIL_FROM", text, "督查系统 <luoshi@localhost>", "Sender of all mail."),
    Setting(
        "TRACKER_ROBOTS",
        robots,
        "",
        "Group robots: name=wecom, dingtalk, feishu or apprise, address, secret if it signs; separated by ;",
        True,
    ),
    Setting(
        "TRACKER_ROBOT_HOSTS",
        words,
        "qyapi.weixin.qq.com,oapi.dingtalk.com,open.feishu.cn,open.larksuite.com",
        "Hosts that group robots may be at; add the host of a private installation.",
    ),
    Setting("TRACKER_UPLOAD_MB", count, "20", "Largest file that can be uploaded, in megabytes."),
    Setting("TRACKER_WORKERS", count, "2", "Worker processes of one cluster."),
    Setting(
        "TRACKER_BROKER",
        one_of("database", "redis"),
        "database",
        "Where django-q2 queues; redis needs REDIS_URL.",
    ),
    Setting(
        "TRACKER_LOG_LEVEL",
        one_of("DEBUG", "INFO", "WARNING", "ERROR"),
        "INFO",
        "How much is logged to standard error.",
    ),
    Setting(
        "DATABASE_URL",
        database_url,
        "",
        "Database; empty: SQLite in the data folder. postgres://user:password@host:5432/name",
        True,
    ),
    Setting(
        "REDIS_URL",
        redis_url,
        "",
        "Redis for the cache (and the queue, if chosen). redis://host:6379/0",
        True,
    ),
    Setting(
        "EMAIL_URL",
        mail_url,
        "",
        "Mail server; empty: mail is written to files in the data folder. smtp+tls://user:password@host:587",
        True,
    ),
)


def load(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """All settings by name, read from the environment over `.env` over the defaults.

    Raises BadSetting for an unknown TRACKER_* name, a value that cannot be read, or a NAME_FILE that is not there.
    """
    given = {**dotenv(BASE_DIR / ".env"), **(os.environ if environ is None else environ)}
    known = {setting.name for setting in SETTINGS}
    allowed = known | {f"{setting.name}_FILE" for setting in SETTINGS if setting.secret}
    for name in sorted(given):
        if name.startswith("TRACKER_") and name not in allowed:
            raise BadSetting(f"{name}: there is no such setting; docs/settings.md lists them")
    return {setting.name: value_of(setting, given) for setting in SETTINGS}


def value_of(setting: Setting, given: Mapping[str, str]) -> Any:
    """The setting's value from `given`; raises BadSetting."""
    raw = given.get(setting.name, setting.default)
    path = given.get(f"{setting.name}_FILE") if setting.secret else None
    if path:
        try:
            raw = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{setting.name}_FILE: cannot read {path}: {error.strerror}") from error
    try:
        return setting.read(raw)
    except ValueError as error:
        shown = "its value" if setting.secret else repr(raw)
        raise BadSetting(f"{setting.name}: {shown} is not valid; it {error}") from error


def dotenv(path: Path) -> dict[str, str]:
    """The NAME=value lines of a .env file; blank lines and lines that start with # are passed over."""
    if not path.is_file():
        return {}
    pairs = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = stripped.partition("=")
        if not equals:
            raise BadSetting(f"{path.name} line {number}: expected NAME=value")
        pairs[name.strip()] = value.strip().strip('"')
    return pairs


def example() -> str:
    """The text of `.env.example`."""
    lines = ["# Copy to .env and change what you need; made by: python manage.py settings_reference", ""]
    for setting in SETTINGS:
        lines += [f"# {setting.help}", f"#{setting.name}={setting.default}", ""]
    return "\n".join(lines).rstrip() + "\n"


def reference() -> str:
    """The text of docs/settings.md."""
    lines = [
        "# Settings",
        "",
        "Made by `python manage.py settings_reference` from `tracker/env.py`. Values come from the environment, else from `.env`,",
        "else the default. A secret may be given as a file: set `NAME_FILE` to its path. An unknown `TRACKER_*` name is an error.",
        "",
        "| name | takes | default | what for |",
        "|---|---|---|---|",
    ]
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else "(empty)"
        takes = setting.read.__name__.replace("|", "or")
        lines.append(
            f"| `{setting.name}` | {takes}{', secret' if setting.secret else ''} | {default} | {setting.help} |"
        )
    return "\n".join(lines) + "\n"
