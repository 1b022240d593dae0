#!/usr/bin/env python3
"""Django's command line for this project; `bin/manage` calls it inside the project's own environment."""

import os
import sys


def main() -> None:
    """Run one management command with the settings named by DJANGO_SETTINGS_MODULE (development when unset)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "superapp.settings.development")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
