from clinic.models.event import Event
from clinic.models.site import Site
from clinic.models.user import User

__all__ = ["Event", "Site", "User"]
