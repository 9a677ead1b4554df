"""Webhooks: other programs hear of what happens to somebody's sessions."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "webhooks"
