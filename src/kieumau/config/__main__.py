"""`python -m kieumau.config COMMAND`: Django's commands and our own (load_sample, serve)."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kieumau.config.settings")
execute_from_command_line(["python -m kieumau.config", *sys.argv[1:]])
