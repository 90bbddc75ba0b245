#!/usr/bin/env python
"""Run any management command, with `site/` on the import path."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Run a management command, by default with `byline.settings.dev`."""
    sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "byline.settings.dev")
    from django.core.management import execute_from_command_line

    from byline.startup import load_settings

    load_settings()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
