"""ZIP archives from anybody: looked at as a whole before anything is unpacked, read within limits. Pure."""

import stat
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from articles.imports.documents import refuse
from markup.rendering import strip_controls

MOST_FILES = 2_000
LARGEST_UNPACKED = 50 * 1024 * 1024  # bytes
# What the library raises for archives that are broken, on purpose too, or locked.
BROKEN = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError)


class Archive:
    """The files of an archive by their names. Raises FileRefused for one that is dangerous or broken."""

    def __init__(self, file: bytes | IO[bytes]) -> None:
        try:
            self._zip = ZipFile(BytesIO(file) if isinstance(file, bytes) else file)
            infos = [info for info in self._zip.infolist() if not info.is_dir()]
        except BROKEN as error:
            raise refuse("broken_archive") from error
        if len(infos) > MOST_FILES:
            raise refuse("too_many_files")
        if any(_leaves_archive(info) for info in infos):
            raise refuse("unsafe_path")
        if sum(info.file_size for info in infos) > LARGEST_UNPACKED:
            raise refuse("unpacks_too_large")
        self._infos = {info.filename: info for info in infos if not _is_rubbish(info.filename)}

    def names(self) -> list[str]:
        return sorted(self._infos)

    def read(self, name: str) -> bytes:
        """Not more than the archive says it is, whatever follows."""
        info = self._infos[name]
        try:
            with self._zip.open(info) as file:
                return file.read(info.file_size)
        except BROKEN as error:
            raise refuse("broken_archive") from error

    def read_text(self, name: str) -> str:
        try:
            return strip_controls(self.read(name).decode("utf-8-sig"))
        except UnicodeError as error:
            raise refuse("not_text") from error


def _leaves_archive(info: ZipInfo) -> bool:
    path = PurePosixPath(info.filename)
    is_link = stat.S_ISLNK(info.external_attr >> 16)
    return (
        is_link or path.is_absolute() or ".." in path.parts or "\\" in info.filename or ":" in path.parts[0]
    )


def _is_rubbish(name: str) -> bool:
    """What computers leave beside the files."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith(".")
