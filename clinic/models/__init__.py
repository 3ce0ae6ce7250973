from clinic.models.cache_entry import CacheEntry
from clinic.models.erased_change import ErasedChange
from clinic.models.event import Event
from clinic.models.invitation import Invitation
from clinic.models.row_change import RowChange
from clinic.models.seal import Seal, Unsealed
from clinic.models.sent_form import SentForm
from clinic.models.site import Site
from clinic.models.user import User

__all__ = [
    "CacheEntry",
    "ErasedChange",
    "Event",
    "Invitation",
    "RowChange",
    "Seal",
    "SentForm",
    "Site",
    "Unsealed",
    "User",
]
