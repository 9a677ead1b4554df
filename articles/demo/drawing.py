"""A picture for the demo's draft, drawn by us: residuals that fan out."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

WIDTH, HEIGHT, MARGIN = 1_200, 675, 80
PAPER, INK, DOT = "#f9f7f1", "#12272e", "#e86208"


def draw_residual_fan() -> BytesIO:
    """A PNG: what is predicted to the right, residuals up and down, wider and wider."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    middle = HEIGHT // 2
    pen.line((MARGIN, middle, WIDTH - MARGIN, middle), fill=INK, width=2)
    pen.line((MARGIN, MARGIN, MARGIN, HEIGHT - MARGIN), fill=INK, width=2)
    random = Random(7)  # noqa: S311 - a drawing
    for x in range(MARGIN + 20, WIDTH - MARGIN, 6):
        spread = 12 + 0.17 * (x - MARGIN)
        y = middle + random.gauss(0, 1) * spread
        if MARGIN < y < HEIGHT - MARGIN:
            pen.ellipse((x - 5, y - 5, x + 5, y + 5), fill=DOT)
    made = BytesIO()
    picture.save(made, "PNG")
    made.seek(0)
    return made
