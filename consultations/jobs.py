"""What is done for consultations in the background of each web process."""

from clinic.background import register
from consultations.actions.outgoing import send_one
from consultations.actions.rechecking import publish_due_now
from consultations.impact_runs import work_on_runs
from consultations.rule_counts import SECONDS_BETWEEN, count_again

register("impact runs", work_on_runs, seconds=2)
register("messages to patients", send_one, seconds=5)
register("planned editions", publish_due_now, seconds=15)
register("rule counts", count_again, SECONDS_BETWEEN)
