"""Articles and the newsletter that carries them."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
