"""Log lines as JSON, with the id of the request they belong to and without personal data."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")

# The rest of these addresses tells who somebody is or opens a door; the log shows only that they were asked for.
SENSITIVE_PATHS = ("/admin/password_reset/confirm/", "/my/", "/accounts/", "/feedback/answer/", "/files/", "/v/")
_SENSITIVE = re.compile("(" + "|".join(map(re.escape, SENSITIVE_PATHS)) + r")[^\s?#\"']+")
_QUERY = re.compile(r"(?<=[\w/%-])\?[^\s\"']*")
_MASKS = [
    (re.compile(r"(?<!\d)\d{6}(?:18|19|20)\d{9}[\dXx](?!\d)"), "[身份证号]"),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "[手机号]"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[邮箱]"),
    (re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"), "[地址]"),
    (re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{1,4}(?![\w:])"), "[地址]"),
]
_STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def mask(text: str) -> str:
    """The text without query strings, private parts of addresses, and numbers that name a person or a machine."""
    text = _QUERY.sub("", _SENSITIVE.sub(r"\1…", text))
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, request id, message, simple extras, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": mask(record.getMessage()),
        }
        if known := request_id.get():
            line["request_id"] = known
        for name, value in vars(record).items():
            # Anything that is not simple (Django hands over the whole request) may hold what must not be written down.
            if name not in _STANDARD and isinstance(value, str | int | float | bool):
                line[name] = mask(value) if isinstance(value, str) else value
        if record.exc_info:
            line["traceback"] = mask(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def configuration(form: str) -> dict:
    """Django's LOGGING: everything to standard error, as JSON lines ("json") or for the eye ("plain")."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "operations.logs.JsonFormatter"},
            "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["console"], "level": "INFO"},
        # Django's own handlers would write each line twice, or send it by mail with the whole request in it.
        "loggers": {
            "django": {"handlers": [], "level": "INFO"},
            "django.server": {"handlers": [], "propagate": True},
            # An address that is not there is no fault of the site, and its line stands in the access log.
            "django.request": {"level": "ERROR"},
        },
    }
