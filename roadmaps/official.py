"""Where the site's own files are: its areas, and the official roadmaps, the featured one first."""

from pathlib import Path

DATA = Path(__file__).parent / "data"
AREAS = DATA / "areas.yaml"
FEATURED = DATA / "ml-engineer.yaml"
ROADMAPS = [FEATURED, *sorted(path for path in DATA.glob("*.yaml") if path not in (AREAS, FEATURED))]
