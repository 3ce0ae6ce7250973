"""What the web server starts."""

import os

from django.core.wsgi import get_wsgi_application

from clinic.database_safety import refuse_unsafe_start
from clinic.sealing import start_sealing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")

application = get_wsgi_application()
refuse_unsafe_start()
start_sealing()
