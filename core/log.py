"""One log for all of Longroad: coloured lines for people, JSON lines for machines."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

# Addresses that are secrets, and what staff looked for; deploy/Caddyfile hides the same.
SECRET_PATH = re.compile(
    r"((?:/newsletter/(?:confirmation|unsubscription)|/notices/mail|/calendar|/settings/data)/"
    r"|/(?:staff|outbox)/[^?\s\"']*\?)[^/?\s\"']+"
)


def hide_tokens(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Whoever reads the address of a letter's link could act for its reader; Django logs what fails."""
    line["event"] = SECRET_PATH.sub(r"\1***", str(line.get("event", "")))
    return line


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    hide_tokens,
]
# Messages of every few seconds: people read what tasks say, not that they began and ended.
ROUTINE = ("celery.app.trace", "celery.beat", "celery.worker.strategy")
TALKATIVE = ("rust-sugiyama", "connected_components")  # fast-sugiyama says each of its steps


class OutageFilter(logging.Filter):
    """A database that is away is one line for each request: no traceback tells more, and there are many."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", None) == 503 and record.exc_info and record.exc_info[1]:
            reason, _, _ = str(record.exc_info[1]).partition("\n")
            record.msg, record.args, record.exc_info = f"{record.getMessage()} ({reason})", (), None
        return True


def logging_configuration(*, for_people: bool, level: str) -> dict[str, Any]:
    """Django's LOGGING. Also points structlog's own loggers at the standard library's."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    last: list[Any] = (
        [structlog.dev.ConsoleRenderer(pad_event_to=0, exception_formatter=structlog.dev.plain_traceback)]
        if for_people
        else [
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            }
        },
        "filters": {"outages": {"()": OutageFilter}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["outages"]}
        },
        "loggers": {name: {"level": "WARNING"} for name in (*TALKATIVE, *(ROUTINE if for_people else ()))},
        "root": {"handlers": ["stderr"], "level": level},
    }
