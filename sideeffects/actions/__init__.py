"""The only code of this app that writes."""

from sideeffects.actions.ground import NotReady
from sideeffects.actions.loading import Change, Loaded, load
from sideeffects.actions.publishing import Published, publish, record_approval

__all__ = ["Change", "Loaded", "NotReady", "Published", "load", "publish", "record_approval"]
