"""Making the risk summary of what is on file. The only code that writes one."""

from __future__ import annotations

from datetime import date, datetime

from clinic.fixed_query import FixedQuery, Given
from clinic.models import User
from consultations.actions.holds import settle_holds
from consultations.actions.lapsing import lapse_by_summary
from consultations.actions.patch_answers import answer_from_record
from consultations.actions.tasks import keep_tasks
from consultations.days import local_day
from consultations.models import Consultation, Letter, Status, Summary
from consultations.questions import catalogue_of, stages_reached
from consultations.rescreened import known_letters
from consultations.urgent import urgent_in
from sideeffects.risk import LEVELS, NOT_ASSESSED, RiskSummary, assess

LONGEST_BECAUSE = 200


def make_summary(
    row: Consultation, *, cause: str, by: User, moment: datetime, confirmed: bool = False
) -> Summary:
    """Assess, keep the result and put the consultation up for decision; called under the lock.

    `confirmed`: the answers were gone through today, so today is their consultation date.
    """
    answer_from_record(row, by=by, moment=moment)
    today = local_day(row.site, moment)
    if confirmed or row.consultation_date is None:
        row.consultation_date = today
    before = row.summary
    catalogue, letters, answers = catalogue_of(row), letters_on_file(row), row.all_answers
    risk = assess(
        catalogue,
        answers,
        consultation_date=row.consultation_date,
        treatment_date=row.planned_date,
        letters=known_letters(catalogue, letters),
        stages=stages_reached(catalogue, answers),
        edition=row.edition.number,
    )
    summary = Summary.objects.create(
        consultation=row,
        number=before.number + 1 if before else 1,
        cause=cause,
        edition_id=row.edition_id,
        engine_version=risk.engine_version,
        treatment=row.treatment,
        consultation_date=risk.consultation_date,
        treatment_date=risk.treatment_date,
        stages=list(risk.stages),
        answers=answers,
        letters={key: day.isoformat() for key, day in letters.items()},
        canonical=risk.canonical().decode(),
        hash=risk.hash,
        level=risk.level,
        could_be=risk.could_be,
        earliest_date=risk.earliest_date,
        open_ended=risk.open_ended,
        provisional=risk.provisional,
        because=because(risk),
        created_by=by,
        created_at=moment,
    )
    lapse_by_summary(row, before, summary)
    _put_up_for_decision(row, summary, moment)
    settle_holds(row, before, summary)
    if urgent_in(risk):
        keep_tasks(row, risk, moment=moment)
    return summary


def _put_up_for_decision(row: Consultation, summary: Summary, moment: datetime) -> None:
    if row.status != Status.SUBMITTED:
        row.waiting_since = moment
    row.summary = summary
    row.status = Status.SUBMITTED
    row.decide_from = local_day(row.site, moment)
    row.save(
        update_fields=[
            *("status", "summary", "waiting_since", "decide_from", "consultation_date"),
            *("sent_by", "sent_at", "note"),
        ]
    )


_LETTERS = FixedQuery(
    lambda: (
        Letter.objects.filter(consultation_id=Given("consultation"), withdrawn_at__isnull=True)
        .order_by("letter_date")
        .values_list("contraindication", "letter_date")
    )
)


def letters_on_file(row: Consultation) -> dict[str, date]:
    """The newest letter for each contraindication, withdrawn ones left out."""
    return dict(_LETTERS.rows(consultation=row.pk))


def because(risk: RiskSummary) -> str:
    """A few words for the review list: the strictest reason, and how many more there are."""
    if risk.level == NOT_ASSESSED:
        return "Could not be assessed"
    order = {level: -place for place, level in enumerate(LEVELS)}
    reasons = sorted(
        (finding for finding in risk.findings if finding.status == "open"),
        key=lambda finding: order[finding.level],
    )
    names = list(dict.fromkeys(finding.name for finding in reasons))
    if not names:
        return "Nothing found" if risk.level == "clear" else "A letter is on file"
    more = f" +{len(names) - 1}" if len(names) > 1 else ""
    return names[0][: LONGEST_BECAUSE - len(more)] + more
