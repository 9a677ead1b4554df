"""What an author of the demo brings from her former site: a ZIP of two texts and a picture."""

from io import BytesIO
from zipfile import ZipFile

from articles.demo.drawing import draw_residual_fan

POSTS = {
    "posts/baselines.md": """---
title: Begin with the baseline
summary: What the model has to beat, computed before there is a model.
tags: [Evaluation, First principles]
date: 2023-05-04
layout: post
---

Before the first model, write down what guessing the mean would cost.

![A fan of residuals](../pictures/fan.png "The spread grows with what is predicted.")

If the second model beats the first by less than a week of new data moves it, there is no second model yet.
""",
    "posts/odds.md": """# Odds are easier than probabilities

Twice as likely means nothing at ninety percent. Twice the odds means the same everywhere.

![A table of odds](https://blog.example/odds.png)
""",
}


def write_old_posts() -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name, text in POSTS.items():
            archive.writestr(name, text)
        archive.writestr("pictures/fan.png", draw_residual_fan().getvalue())
    return made.getvalue()
