"""Drawings of the editor of roadmap.sh: boxes and lines on a plane, of which an outline has to be guessed."""

from editor.formats.roadmap_sh.placing import place
from editor.formats.roadmap_sh.reading import is_drawing, is_old, read_drawing
from editor.formats.roadmap_sh.writing import write_drawing

__all__ = ["is_drawing", "is_old", "place", "read_drawing", "write_drawing"]
