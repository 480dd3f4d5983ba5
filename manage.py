#!/usr/bin/env python
"""Django's command line: `python manage.py help` lists what this site can be told to do."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if "runserver" in sys.argv:
        # The development server is for developing; whoever wants otherwise says DEBUG=0.
        os.environ.setdefault("DEBUG", "1")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        raise SystemExit("Django is not installed here. `make run` installs what is needed into .venv.") from error
    from django.core.exceptions import ImproperlyConfigured
    from environs import EnvError

    try:
        execute_from_command_line(sys.argv)
    except (EnvError, ImproperlyConfigured) as error:
        raise SystemExit(f"Courtyard does not start: {' '.join(str(error).split())}") from None


if __name__ == "__main__":
    main()
