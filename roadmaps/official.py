"""Where the site's own files are: its areas, and the official roadmaps in the order of their names."""

from pathlib import Path

DATA = Path(__file__).parent / "data"
AREAS = DATA / "areas.yaml"
ROADMAPS = sorted(path for path in DATA.glob("*.yaml") if path != AREAS)
