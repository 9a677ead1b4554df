"""Files that roadmaps are read from and written to: pure, and never surprised by what a file holds."""

from editor.formats.files import UNDERSTOOD, FileRefused, Understood, understand_file
from editor.formats.report import Placement, Report
from editor.formats.writing import FORMATS, Written, write_file

__all__ = [
    "FORMATS",
    "UNDERSTOOD",
    "FileRefused",
    "Placement",
    "Report",
    "Understood",
    "Written",
    "understand_file",
    "write_file",
]
