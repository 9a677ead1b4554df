"""The picture of how mock interviews went over time."""

from typing import Any

from django import template

from mentoring.interview_trends import Trend
from mentoring.rubrics import HIGHEST, LEVELS, LOWEST

register = template.Library()

WIDTH, ROW, TOP, LEFT, RIGHT = 640, 44, 14, 88, 24  # pixels of the drawing


@register.inclusion_tag("mentoring/_trend_chart.html")
def trend_chart(trend: Trend) -> dict[str, Any]:
    """Interviews from left to right, levels from bottom to top, and the band behind them."""
    step = (WIDTH - LEFT - RIGHT) / max(1, len(trend.interviews))

    def place(level: float) -> float:
        return round(TOP + (HIGHEST - level) * ROW, 1)

    bottom = place(LOWEST)
    return {
        "trend": trend,
        "width": WIDTH,
        "height": bottom + TOP,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "levels": [(name, place(level)) for level, name in LEVELS.items()],
        "band_top": place(trend.band.high),
        "band_height": round(place(trend.band.low) - place(trend.band.high), 1),
        "band_width": WIDTH - LEFT - RIGHT,
        "marks": [
            (
                round(LEFT + step * (number + 0.5), 1),
                place(each.level),
                None if each.own is None else place(each.own),
            )
            for number, each in enumerate(trend.interviews)
        ],
    }
