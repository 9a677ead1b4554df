"""How practice follows roadmaps, articles, interviews and imported files. config.reactions wires it."""

from accounts.models import User
from articles.announcements import ArticlePublished, ArticleUpdated
from articles.models import Article
from editor.announcements import QuestionsImported
from mentoring.announcements import ScorecardRevealed
from practice.operations import bring_forward, follow_article, follow_mark, load_imported
from roadmaps.announcements import StepMarked
from roadmaps.models import Roadmap


def keep_questions_of_step(event: StepMarked) -> None:
    """What was finished is asked again, of those who want it."""
    follow_mark(mark=event.event, now=event.event.at)


def ask_about_weak_steps(event: ScorecardRevealed) -> None:
    """Questions about what an interview found weak are asked again from tomorrow on."""
    learner = User.objects.get(pk=event.learner_id)
    bring_forward(learner=learner, steps=event.weak_steps, now=event.at)


def read_questions_of_article(event: ArticlePublished | ArticleUpdated) -> None:
    """Readers are asked the questions that the published text has now."""
    follow_article(article=Article.objects.get(pk=event.article_id), now=event.at)


def load_questions_of_file(event: QuestionsImported) -> None:
    """The questions of an imported file are asked about the roadmap that was made from it."""
    roadmap = Roadmap.objects.get(pk=event.roadmap_id)
    load_imported(roadmap=roadmap, questions=event.questions, now=event.at)
