"""Where the site's own questions are: a file for each official roadmap that has some."""

from pathlib import Path

QUESTIONS = sorted((Path(__file__).parent / "data").glob("*.yaml"))
