"""Has a Word document read by a process of its own."""

import json
import logging
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings

from news.word.package import Problem, UnreadableDocumentError

logger = logging.getLogger(__name__)

PROCESS_TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class WordDocument:
    """What is in a document."""

    html: str
    # The members of the file with pictures. In the HTML `cid:` and a place among them.
    pictures: list[str]
    # How many there are of each kind of what does not come along, or not as it was.
    found: Counter[str]


def read_document(file: BinaryIO) -> WordDocument:
    """Return what is in a document, a file on disk. Raises UnreadableDocumentError."""
    file.seek(0)
    try:
        process = subprocess.run(
            [sys.executable, "-m", "news.word.process"],
            stdin=file,
            capture_output=True,
            check=False,
            cwd=settings.PROJECT_ROOT,
            # Without the passwords and keys that the server has there.
            env={"PYTHONPATH": str(settings.PROJECT_ROOT), "PYTHONUTF8": "1"},
            timeout=PROCESS_TIMEOUT_SECONDS,
        )
        answer = json.loads(process.stdout) if process.returncode == 0 else {}
    except subprocess.TimeoutExpired:
        answer = {}
    if error := answer.get("error"):
        logger.info("A Word document could not be read: %s", error)
    if "html" not in answer:
        # Killed at a limit of time or memory, where there is no answer.
        raise UnreadableDocumentError(Problem(answer.get("problem", Problem.TOO_LARGE)))
    return WordDocument(answer["html"], answer["pictures"], Counter(answer["found"]))
