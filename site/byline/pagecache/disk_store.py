"""The second level of the page cache on disk: a file for each value."""

import logging
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp
from threading import Thread, get_ident
from time import monotonic, time
from typing import NamedTuple

from byline.files import PARTIAL_FILE_PREFIX
from byline.pagecache.stored_values import VALUE_MAX_BYTES, digest, pack, unpack

FOLDER_NAME = re.compile(r"[0-9a-f]{2}")
FILE_NAME = re.compile(r"[0-9a-f]{40}")
FILE_MAX_SECONDS = 24 * 3600  # what was withdrawn or erased does not stay on the disk
PARTIAL_FILE_MAX_SECONDS = 60
DISK_BLOCK_BYTES = 4096
# A slower disk is not used for a while, as a slower Redis in `byline.caches`.
SLOW_SECONDS = 0.5
RETRY_AFTER_SECONDS = 10
LOG_INTERVAL_SECONDS = 60
# Each process counts all files when it has written such a part of the capacity, or after an hour.
COUNT_INTERVAL_SECONDS = 3600
COUNTS_PER_CAPACITY = 16
# What a count leaves, so that two processes may write until the next one.
FILLED_AFTER_COUNT = 1 - 2 / COUNTS_PER_CAPACITY

logger = logging.getLogger(__name__)


class StoredFile(NamedTuple):
    """A file of the store; the oldest sorts first."""

    written_at: float
    size: int
    path: str


class DiskStore:
    """Values in a private folder, which processes share; the oldest are deleted first.

    With another `version` they are not found. So many `free_bytes` are left on the disk.
    """

    def __init__(
        self,
        folder: Path,
        capacity_bytes: int,
        version: str = "",
        *,
        free_bytes: int = 0,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.folder = folder
        self.capacity = capacity_bytes
        self.version = version
        self.free_bytes = free_bytes
        self.clock = clock
        self.is_prepared = False
        # Until when nothing is written, nothing is read either, nothing is logged.
        self.full_until = self.slow_until = self.silent_until = float("-inf")
        # When each thread that waits for the disk began to.
        self.waiting: dict[int, float] = {}
        # Bytes since the last count, and when that was: the first write begins one.
        self.written = 0
        self.counted_at = float("-inf")
        self.counter: Thread | None = None
        with suppress(OSError), self.watch():
            self.prepare()

    def get(self, name: str) -> bytes | None:
        """Return a value. A damaged or foreign file is deleted."""
        if not self.is_prepared or self.is_slow():
            return None
        name = f"{self.version}:{name}"
        path = self.path(name)
        try:
            with self.watch():
                data = read(path)
        except OSError:
            return None
        if (value := unpack(name, data)) is None:
            with suppress(OSError):
                path.unlink()
        return value

    def put(self, name: str, value: bytes) -> None:
        """Store a value, unless the disk is full, read-only or slow."""
        if self.clock() < self.full_until or self.is_slow() or len(value) > VALUE_MAX_BYTES:
            return
        name = f"{self.version}:{name}"
        try:
            with self.watch():
                self.write(self.path(name), pack(name, value))
        except OSError:
            self.full_until = self.clock() + RETRY_AFTER_SECONDS
            self.counted_at = float("-inf")  # perhaps something can be deleted
        else:
            self.written += size_on_disk(len(value))
        if self.is_count_due():
            self.start_count()

    def path(self, name: str) -> Path:
        """Return where a value is stored."""
        file_name = digest(name)
        return self.folder / file_name[:2] / file_name

    def prepare(self) -> None:
        """Make the folder. Raises OSError, also where others could write to it."""
        self.is_prepared = False
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            self.folder.mkdir(mode=0o700)
        found = self.folder.lstat()
        if not stat.S_ISDIR(found.st_mode):
            raise NotADirectoryError(f"{self.folder} is no folder, or a link to one")
        if found.st_uid != os.geteuid() or found.st_mode & 0o022:
            raise PermissionError(f"{self.folder} belongs to others, or they can write to it")
        self.is_prepared = True

    def write(self, path: Path, data: bytes) -> None:
        """Write a file that is complete or not there. Raises OSError."""
        if not self.is_prepared or not path.parent.exists():
            self.prepare()
            path.parent.mkdir(mode=0o700, exist_ok=True)
        number, part = mkstemp(prefix=PARTIAL_FILE_PREFIX, dir=path.parent)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(data)
            Path(part).replace(path)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise

    def is_slow(self) -> bool:
        """Return whether the disk was slow a moment ago, or a thread waits for it just now."""
        now = self.clock()
        return now < self.slow_until or any(
            now - begun > SLOW_SECONDS for begun in [*self.waiting.values()]
        )

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Log errors of the disk in the block, and whether it is slow."""
        begun = self.waiting[get_ident()] = self.clock()
        try:
            yield
        except OSError as error:
            self.log(error)
            raise
        finally:
            self.waiting.pop(get_ident(), None)
            if self.clock() - begun > SLOW_SECONDS:
                self.slow_until = self.clock() + RETRY_AFTER_SECONDS
                self.log(TimeoutError(f"the disk of {self.folder} is slow"))

    def log(self, error: OSError) -> None:
        """Log a fault, at most once in LOG_INTERVAL_SECONDS."""
        is_fault = not isinstance(error, FileNotFoundError)
        if is_fault and self.clock() >= self.silent_until:
            self.silent_until = self.clock() + LOG_INTERVAL_SECONDS
            logger.warning("The page cache on disk is not used for now: %s", error)

    def is_count_due(self) -> bool:
        """Return whether the files are to be counted."""
        is_over = self.written >= self.capacity / COUNTS_PER_CAPACITY
        is_old = self.clock() - self.counted_at > COUNT_INTERVAL_SECONDS
        return self.is_prepared and (is_over or is_old)

    def start_count(self) -> None:
        """Count the files in a thread of its own, unless one does already."""
        if self.counter is None or not self.counter.is_alive():
            self.written, self.counted_at = 0, self.clock()
            self.counter = Thread(target=self.delete_oldest, name="page cache on disk", daemon=True)
            with suppress(RuntimeError):  # no more threads, or the process ends
                self.counter.start()

    def delete_oldest(self) -> None:
        """Count the files, and delete the oldest where they are too many or too old."""
        try:
            files = sorted(self.files())
            free = shutil.disk_usage(self.folder).free
        except OSError as error:
            self.log(error)
            return
        total = sum(file.size for file in files)
        allowed = min(self.capacity * FILLED_AFTER_COUNT, total + free - self.free_bytes)
        deadline = time() - FILE_MAX_SECONDS
        for file in files:
            if total <= allowed and file.written_at > deadline:
                break
            with suppress(OSError):
                Path(file.path).unlink(missing_ok=True)
                total -= file.size

    def files(self) -> Iterator[StoredFile]:
        """Yield the files; what was left half written is deleted. Raises OSError."""
        with os.scandir(self.folder) as entries:
            folders = [entry.path for entry in entries if FOLDER_NAME.fullmatch(entry.name)]
        for folder in folders:
            with suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    with suppress(OSError):  # another process deletes files too
                        found = entry.stat(follow_symlinks=False)
                        if FILE_NAME.fullmatch(entry.name):
                            size = max(size_on_disk(found.st_size), 512 * found.st_blocks)
                            yield StoredFile(found.st_mtime, size, entry.path)
                        elif is_abandoned(entry.name, found):
                            Path(entry.path).unlink()


def read(path: Path) -> bytes:
    """Return the content of a file, nothing of one that cannot be ours. Raises OSError."""
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        found = os.fstat(number)
        if not stat.S_ISREG(found.st_mode) or found.st_size > 2 * VALUE_MAX_BYTES:
            return b""
        return os.read(number, found.st_size)
    finally:
        os.close(number)


def is_abandoned(name: str, found: os.stat_result) -> bool:
    """Return whether a file was left half written by a process that was killed."""
    is_old = time() - found.st_mtime > PARTIAL_FILE_MAX_SECONDS
    return is_old and name.startswith(PARTIAL_FILE_PREFIX)


def size_on_disk(size: int) -> int:
    """Return about how many bytes of a disk a file of a size takes."""
    return -(-size // DISK_BLOCK_BYTES) * DISK_BLOCK_BYTES
