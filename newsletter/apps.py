"""The newsletter: who reads it, what they agreed to, and which articles are mailed to them."""

from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "newsletter"
