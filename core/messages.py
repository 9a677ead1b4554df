"""Messages that wait for the next page, in a cookie that no sister site and no plain HTTP can set."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage

COOKIE = "__Host-messages" if settings.SESSION_COOKIE_SECURE else "messages"


class HostCookieStorage(CookieStorage):
    cookie_name = COOKIE


class Storage(FallbackStorage):
    """In a cookie; what is too long for one, in the session."""

    storage_classes = (HostCookieStorage, SessionStorage)
