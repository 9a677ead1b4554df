"""The guide for people who have not set out yet: its chapters, and the facts that they show.

What is said of steps, hours and specialisms is read from the featured roadmap, so that the two agree.
"""

from collections import Counter
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pages.featured_roadmap import featured_edition
from roadmaps.contents import Contents, read_content
from roadmaps.models import Edition, Specialism, Step
from roadmaps.skill_levels import LEVELS, TARGETS
from roadmaps.tracks import required_on


@dataclass(frozen=True)
class Chapter:
    slug: str
    title: Promise
    summary: Promise


CHAPTERS = (
    Chapter(
        "areas",
        _("Six areas, and the half you lack"),
        _("What the job is made of, and what people bring to it from data science and from software."),
    ),
    Chapter(
        "first-principles",
        _("The question under all the others"),
        _("Explain gradient descent with calculus and nothing else. What a good answer has in it."),
    ),
    Chapter(
        "algorithms",
        _("Thirteen algorithms, inside out"),
        _("What you must be able to explain of each, and what you will be asked next."),
    ),
    Chapter(
        "specialisms",
        _("Thirteen specialisms, two or three of them yours"),
        _("What each is asked for, what it rests on and the steps that lead into it."),
    ),
    Chapter(
        "roles",
        _("Six roles, and what they pay"),
        _("Why an AI engineer is not a machine learning engineer, and a table of salaries with its doubts."),
    ),
    Chapter(
        "hired",
        _("What gets people hired"),
        _("Certificates rarely do. Work that is used does, and doing the job before you have the title."),
    ),
)
BY_SLUG = {chapter.slug: chapter for chapter in CHAPTERS}


@dataclass(frozen=True)
class Algorithm:
    """`explain` is what one must be able to say, `asked` what is asked after it; `step` teaches it."""

    title: Promise
    step: str
    explain: Promise
    asked: Promise


ALGORITHMS = (
    Algorithm(
        _("Linear regression"),
        "linreg",
        _("The normal equations as a projection, the gradient of the squared error, and each assumption."),
        _("Which assumption failed in your last model, and what did it do to the coefficients?"),
    ),
    Algorithm(
        _("Logistic regression"),
        "logreg",
        _("From the likelihood to log-loss, what a coefficient does to the odds, where the boundary lies."),
        _("What happens to the weights when two classes can be told apart perfectly?"),
    ),
    Algorithm(
        _("Ridge, lasso and elastic net"),
        "ridge-lasso",
        _("The shape of each penalty, why only one gives exact zeros, and the prior that each stands for."),
        _("Why must the columns be scaled first, and which should not be penalised?"),
    ),
    Algorithm(
        _("k-nearest neighbours"),
        "knn",
        _("What scale and dimension do to distance, and that the work is done when you predict."),
        _("With a thousand columns, how much farther is the farthest point than the nearest?"),
    ),
    Algorithm(
        _("Naive Bayes"),
        "nbayes",
        _("Independence given the class, the product it allows, and why counts are smoothed."),
        _("The assumption is false. Why may the ranking still be right, and the probability not?"),
    ),
    Algorithm(
        _("Decision trees"),
        "trees",
        _("Impurity, the greedy choice of a split, and what pruning buys."),
        _("Why does a tree prefer columns with many values, and what can it never extrapolate?"),
    ),
    Algorithm(
        _("Bagging and random forests"),
        "forest",
        _("Where the variance goes when correlated trees are averaged, and what out-of-bag error measures."),
        _("Why does adding trees not overfit, and where does it stop helping?"),
    ),
    Algorithm(
        _("Gradient boosted trees"),
        "boost",
        _("Each tree as a step down the gradient of the loss, shrinkage, and stopping in time."),
        _("You halve the learning rate. What else do you change, and why?"),
    ),
    Algorithm(
        _("Support vector machines"),
        "svm",
        _("The margin, hinge loss, which points carry the solution, and how a kernel enters the dual."),
        _("What does a large penalty do to the margin, and to the number of support vectors?"),
    ),
    Algorithm(
        _("k-means and hierarchical clustering"),
        "kmeans",
        _("The objective, why each iteration lowers it, how to begin, and the shapes that break it."),
        _("Somebody asks how many clusters there are. What do you answer?"),
    ),
    Algorithm(
        _("Gaussian mixtures and EM"),
        "gmm",
        _("Responsibilities, the bound that both steps raise, and why the likelihood cannot fall."),
        _("How does k-means come out of it, and when does a component collapse?"),
    ),
    Algorithm(
        _("Principal component analysis"),
        "pca",
        _("Greatest variance and least squared error as the same problem, and the SVD that solves it."),
        _("When does the direction of greatest variance hold nothing that you want to predict?"),
    ),
    Algorithm(
        _("Neural networks and backpropagation"),
        "nn",
        _("The chain rule on a graph, what is kept for the way back, and why the first weights matter."),
        _("Your deep network does not learn at all. What do you look at, in which order?"),
    ),
)

# In pounds a year, in the United Kingdom: levels.fyi, as quoted in 2025.
PAY_SEEN_IN = 2025


@dataclass(frozen=True)
class Role:
    title: Promise
    pay: int
    work: Promise
    is_featured: bool = False


ROLES = (
    Role(
        _("Machine learning engineer"),
        93_796,
        _("Takes models from a question to people who rely on them, and keeps them well."),
        is_featured=True,
    ),
    Role(_("Software engineer"), 83_168, _("Builds and runs the products and services around them.")),
    Role(_("AI researcher"), 83_114, _("Looks for methods that nobody has yet, and publishes them.")),
    Role(_("AI engineer"), 75_379, _("Builds products on models that somebody else trained.")),
    Role(_("Data scientist"), 71_005, _("Answers questions from data, by experiment and by model.")),
    Role(_("Data engineer"), 69_475, _("Brings data to where they are used, whole and on time.")),
)
MOST_PAID = max(role.pay for role in ROLES)


# What people usually bring, on the scale of the skill map (0 to 4).
DATA_SCIENTIST = {
    "maths": 2,
    "statistics": 3,
    "machine-learning": 3,
    "cloud": 1,
    "devops": 1,
    "software-engineering": 2,
}
SOFTWARE_ENGINEER = {
    "maths": 1,
    "statistics": 1,
    "machine-learning": 1,
    "cloud": 2,
    "devops": 3,
    "software-engineering": 3,
}


@dataclass(frozen=True)
class AreaRow:
    """An area with what each background usually brings, what the job asks, and the hours on each track."""

    slug: str
    title: str
    from_science: int
    from_software: int
    target: int
    hours_from_science: int
    hours_from_software: int


@dataclass(frozen=True)
class SpecialismRow:
    """`after` are the steps outside it that its own steps rest on, without those that all specialisms do."""

    specialism: Specialism
    steps: list[Step]
    after: list[Step]

    @property
    def hours(self) -> int:
        return sum(step.hours for step in self.steps)


def read_featured() -> tuple[Edition, Contents] | None:
    """The featured roadmap with what is in it."""
    edition = featured_edition()
    return (edition, read_content(edition)) if edition else None


def compare_areas(contents: Contents) -> list[AreaRow]:
    """In the order of the site's areas; tracks are told apart by whom they are proposed to."""
    hours: dict[str, Counter[str]] = {}
    for track in contents.tracks:
        counted = hours[track.starting_point] = Counter()
        for step in required_on(contents.steps, track.key):
            counted[step.area.slug] += step.hours
    science = hours.get("data_scientist", Counter())
    software = hours.get("software_engineer", Counter())
    return [
        AreaRow(
            slug=area.slug,
            title=area.title,
            from_science=DATA_SCIENTIST[area.slug],
            from_software=SOFTWARE_ENGINEER[area.slug],
            target=TARGETS[area.slug],
            hours_from_science=science[area.slug],
            hours_from_software=software[area.slug],
        )
        for area in contents.areas
        if area.slug in TARGETS
    ]


def read_specialisms(contents: Contents) -> list[SpecialismRow]:
    """Those that have steps, in their order."""
    steps_of: dict[int, list[Step]] = {specialism.pk: [] for specialism in contents.specialisms}
    for step in contents.steps:
        if step.specialism_id:
            steps_of[step.specialism_id].append(step)
    needed = {
        pk: {key for step in steps for key in contents.needs.get(step.key, ())}
        for pk, steps in steps_of.items()
        if steps
    }
    needed_by_all = set.intersection(*needed.values()) if len(needed) > 1 else set()
    return [
        SpecialismRow(
            specialism,
            steps_of[specialism.pk],
            [
                step
                for step in contents.steps
                if step.specialism_id is None and step.key in needed[specialism.pk] - needed_by_all
            ],
        )
        for specialism in contents.specialisms
        if specialism.pk in needed
    ]


def chapter_context(chapter: Chapter) -> dict[str, object]:
    """What the page of this chapter shows. One query for the edition; what is in it is kept."""
    at = CHAPTERS.index(chapter)
    context: dict[str, object] = {
        "chapter": chapter,
        "number": at + 1,
        "chapters": CHAPTERS,
        "before": CHAPTERS[at - 1] if at else None,
        "after": CHAPTERS[at + 1] if at + 1 < len(CHAPTERS) else None,
    }
    featured = read_featured()
    context["edition"] = featured[0] if featured else None
    steps = {step.key: step for step in featured[1].steps} if featured else {}
    match chapter.slug:
        case "areas":
            context["areas"] = compare_areas(featured[1]) if featured else []
            context["levels"] = LEVELS
        case "algorithms":
            context["algorithms"] = [(algorithm, steps.get(algorithm.step)) for algorithm in ALGORITHMS]
        case "first-principles":
            context["step"] = steps.get("graddesc")
        case "specialisms":
            context["specialisms"] = read_specialisms(featured[1]) if featured else []
        case "roles":
            context |= {"roles": ROLES, "most_paid": MOST_PAID, "pay_seen_in": PAY_SEEN_IN}
    return context
