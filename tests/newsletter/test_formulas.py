"""Formulas of a mail are pictures that are there when the letter leaves."""

import re
from datetime import datetime
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from articles.models import Article, Author
from articles.operations import publish_article, save_draft
from newsletter.content import mail_html
from newsletter.models import FormulaImage
from newsletter.operations import send_issue
from tests.mailing.sink import Sink
from tests.newsletter import builders

pytestmark = pytest.mark.django_db
LATEX = r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}"


@pytest.fixture
def with_maths(article: Article, author: Author, now: datetime) -> Article:
    text = f"Let $x^2$ be, and:\n\n$$\n{LATEX}\n$$\n"
    save_draft(
        article=article, title="Maths", summary="", source=text, version=article.draft.version, now=now
    )
    article.refresh_from_db()
    return publish_article(article=article, by=author, now=now)


def test_a_letter_shows_pictures_that_anybody_can_fetch(
    with_maths: Article, author: Author, smtp_sink: Sink, client: Client, now: datetime
) -> None:
    builders.reader("ada@example.org", now=now)
    send_issue(article=with_maths, by=author, now=now)
    builders.deliver(now)
    sent = next(mail for mail in smtp_sink.received if mail.to == "ada@example.org")
    paths = re.findall(r'src(?:set)?="https?://[^/"]+(/formulas/[^"]+)"', sent.html)
    assert len(paths) == 4
    for path in paths:
        answer = client.get(path)
        assert answer["Content-Type"] == "image/png"
        assert "immutable" in answer["Cache-Control"]
        assert Image.open(BytesIO(answer.content)).width > 10
    assert 'alt="x^2"' in sent.html
    assert "(a b; c d)" in sent.text


def test_the_same_formula_is_drawn_once(with_maths: Article) -> None:
    mail_html(with_maths)
    before = FormulaImage.objects.count()
    mail_html(with_maths)
    assert FormulaImage.objects.count() == before == 2


def test_light_and_dark_differ(with_maths: Article) -> None:
    mail_html(with_maths)
    image = FormulaImage.objects.get(latex=LATEX)
    grounds = [Image.open(BytesIO(png)).convert("L").getpixel((0, 0)) for png in (image.light, image.dark)]
    light, dark = (int(ground) for ground in grounds)  # type: ignore[arg-type]
    assert light > 200
    assert dark < 60


@pytest.mark.parametrize("path", ["/formulas/../x.png", f"/formulas/{'0' * 32}.png", "/formulas/x.png"])
def test_an_address_that_was_never_made_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
