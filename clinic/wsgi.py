"""What the web server starts."""

import logging
import os

from django.core.wsgi import get_wsgi_application

from clinic.background import start_background
from clinic.database_safety import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
os.environ["SCALPWISE_SERVING"] = "1"

application = get_wsgi_application()
refuse_unsafe_start()
start_background()
logging.getLogger("clinic").info("Scalpwise serves.")
