"""Questions that authors write in their articles: they become what readers are asked again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.crypto import get_random_string

from articles.models import Article
from markup.questions import WrittenQuestion
from markup.rendering import render
from practice.choices import QuestionKind
from practice.models import Question
from practice.question_matching import Before, Written, match_questions


@transaction.atomic
def follow_article(*, article: Article, now: datetime) -> tuple[int, int]:
    """Ask what the published text asks; how many questions changed, and how many were withdrawn.

    A question that was reworded keeps everybody's cards; one that is gone from the text is withdrawn.
    """
    Article.objects.select_for_update(no_key=True, of=("self",)).get(pk=article.pk)
    has_any = ":::" in article.source  # reading a long text takes a moment
    written = _name_once(render(article.source, has_questions=True).questions if has_any else ())
    before = list(Question.objects.filter(written_in=article).order_by("position", "pk"))
    matched = match_questions(
        [Before(each.key, each.prompt, is_asked=each.withdrawn_at is None) for each in before],
        [Written(each.prompt, name) for each, name in written],
    )
    changed = 0
    taken = {before[old].pk for old in matched if old is not None}
    gone = [each.pk for each in before if each.pk not in taken and each.withdrawn_at is None]
    for position, ((each, name), old) in enumerate(zip(written, matched, strict=True)):
        question = Question(written_in=article, article=article, key="") if old is None else before[old]
        changed += _write(question, each, key=name, position=position, now=now)
    Question.objects.filter(pk__in=gone).update(withdrawn_at=now, updated_at=now)
    return changed, len(gone)


def _name_once(questions: Sequence[WrittenQuestion]) -> list[tuple[WrittenQuestion, str]]:
    """Each with its name; the second of the same name has none."""
    seen: set[str] = set()
    named = []
    for each in questions:
        named.append((each, "" if each.name in seen else each.name))
        seen.add(each.name)
    return named


def _write(question: Question, said: WrittenQuestion, *, key: str, position: int, now: datetime) -> bool:
    """Whether anything changed."""
    values = {
        "key": key or question.key or f"q-{get_random_string(12).lower()}",
        "kind": QuestionKind(said.kind),
        "prompt": said.prompt,
        "answer": said.answer,
        "points": list(said.points),
        "minutes": said.minutes,
        "position": position,
        "withdrawn_at": None,
    }
    if all(getattr(question, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(question, name, value)
    question.updated_at = now
    question.save()
    return True
