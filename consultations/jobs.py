"""What is done for consultations in the background of each web process."""

from clinic.background import register
from consultations.impact_runs import work_on_runs

register("impact runs", work_on_runs, seconds=2)
