"""Articles: writing, publishing and reading them."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
