"""Geometry of our charts, in numbers only: templates/ui/*.html draw them as plain SVG, without a script.

Every chart stands in a <figure> with a sentence of conclusion, and a table or words that say the same.
"""

from core.charts.bars import Bars, bars
from core.charts.fans import Fan, fan
from core.charts.heat_maps import HeatMap, heat_map
from core.charts.profiles import Profile, profile
from core.charts.radars import Radar, radar
from core.charts.rings import Ring, ring

__all__ = [
    "Bars",
    "Fan",
    "HeatMap",
    "Profile",
    "Radar",
    "Ring",
    "bars",
    "fan",
    "heat_map",
    "profile",
    "radar",
    "ring",
]
