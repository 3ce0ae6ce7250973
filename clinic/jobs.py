"""What the clinic's own part has done in the background."""

from clinic import clearing
from clinic.background import register
from clinic.once import forget_old_forms
from clinic.sealing import SECONDS_BETWEEN, seal_once

register("sealing", seal_once, SECONDS_BETWEEN)
register("ended sessions", clearing.clear_ended, clearing.SECONDS_BETWEEN)
register("sent forms", forget_old_forms, 3600)
