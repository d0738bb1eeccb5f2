"""What a web server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kieumau.config.settings")
application = get_wsgi_application()
# A file that is judged makes a million objects of which hardly one is a circle: to look through all of them again and again
# took a fifth of that time.
gc.set_threshold(100_000, 20, 100)
