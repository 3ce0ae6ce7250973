"""What an event of the audit trail says to the person who reads a record. Pure.

Never what a patient answered: events hold the names of questions, and nothing of answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

LOOKED, CHANGED, DECIDED, BOOKED = "looked", "changed", "decided", "booked"
REFUSED, EXPORTED, ACCOUNT = "refused", "exported", "account"

KINDS = {
    LOOKED: "Looked",
    CHANGED: "Changed",
    DECIDED: "Decided",
    BOOKED: "Booked",
    REFUSED: "Was refused",
    EXPORTED: "Exported",
    ACCOUNT: "Sign-in and account",
}


@dataclass(frozen=True, slots=True)
class Act:
    kind: str
    words: str


ACTS: dict[str, Act] = {
    "desk.opened": Act(LOOKED, "Saw a list of the desk"),
    "day.opened": Act(LOOKED, "Saw the day list"),
    "review_list.opened": Act(LOOKED, "Saw the review list"),
    "patients.found": Act(LOOKED, "Saw the results of a search"),
    "patients.compared": Act(LOOKED, "Compared people who look alike"),
    "patient.opened": Act(LOOKED, "Opened the patient’s page"),
    "consultation.opened": Act(LOOKED, "Opened the consultation"),
    "answers.opened": Act(LOOKED, "Opened the answers"),
    "private.opened": Act(LOOKED, "Opened the private questions"),
    "booking.opened": Act(LOOKED, "Opened the booking page"),
    "review.opened": Act(LOOKED, "Opened the review"),
    "review.printed": Act(LOOKED, "Opened the review to print it"),
    "answers.read": Act(LOOKED, "Ticked answers as read"),
    "records.opened": Act(LOOKED, "Saw the latest refusals"),
    "record.opened": Act(LOOKED, "Opened this list of who saw the record"),
    "record_export.opened": Act(LOOKED, "Opened the page to export this list"),
    "staff_record.opened": Act(LOOKED, "Saw what a member of staff did"),
    "impact.case_opened": Act(LOOKED, "Saw the findings, without name, under a draft of the rules"),
    "patient.added": Act(CHANGED, "Added the patient"),
    "patient.told_apart": Act(CHANGED, "Noted that two people are not the same"),
    "patient.corrected": Act(CHANGED, "Corrected the patient’s details"),
    "consultation.started": Act(CHANGED, "Started the consultation"),
    "consultation.plan_changed": Act(CHANGED, "Changed the plan"),
    "consultation.note_saved": Act(CHANGED, "Saved the desk’s note"),
    "consultation.sent": Act(CHANGED, "Sent the answers"),
    "consultation.reopened": Act(CHANGED, "Opened the answers again"),
    "answer.saved": Act(CHANGED, "Saved answers"),
    "answer.saved_in_private": Act(CHANGED, "Saved private answers"),
    "examination.answered": Act(CHANGED, "Saved the examination"),
    "letter.recorded": Act(CHANGED, "Put a letter on file"),
    "document.kept": Act(CHANGED, "Kept a file in the record"),
    "document.opened": Act(LOOKED, "Opened a file of the record"),
    "letter.drafted": Act(LOOKED, "Looked at the draft of a letter to a doctor"),
    "letter.asked": Act(CHANGED, "Wrote to a doctor for a letter"),
    "letter.not_needed": Act(CHANGED, "Waited no more for a letter"),
    "letters.opened": Act(LOOKED, "Opened the letters that may arrive"),
    "letter.received": Act(CHANGED, "Wrote down that a letter is here"),
    "letter.turned_down": Act(CHANGED, "Turned a letter down, or asked for it again"),
    "letter.withdrawn": Act(CHANGED, "Withdrew a letter"),
    "patch_test.recorded": Act(CHANGED, "Put a patch test on file"),
    "patch_test.read": Act(CHANGED, "Put a reading of a patch test on file"),
    "patch_test.withdrawn": Act(CHANGED, "Withdrew a patch test"),
    "patch_test.reading_withdrawn": Act(CHANGED, "Withdrew a reading of a patch test"),
    "clarification.asked": Act(CHANGED, "Asked the patient again"),
    "clarification.taken_back": Act(CHANGED, "Took questions to the patient back"),
    "clarification.answered": Act(CHANGED, "Saved what the patient answered again"),
    "hold.ended": Act(CHANGED, "Ticked that something is here"),
    "step.done": Act(CHANGED, "Ticked a step as done"),
    "step.waived": Act(CHANGED, "Left a step out"),
    "step.undone": Act(CHANGED, "Took a tick back"),
    "task.made": Act(CHANGED, "Made an urgent task"),
    "task.done": Act(CHANGED, "Finished an urgent task"),
    "catalogue.loaded": Act(CHANGED, "Loaded the catalogue from files"),
    "catalogue.folder_sent": Act(CHANGED, "Sent a folder to become the draft"),
    "catalogue.folder_used": Act(CHANGED, "Made a folder the draft of the catalogue"),
    "catalogue.row_added": Act(CHANGED, "Added to the catalogue"),
    "catalogue.row_changed": Act(CHANGED, "Changed the catalogue"),
    "catalogue.row_retired": Act(CHANGED, "Retired an entry of the draft"),
    "catalogue.row_brought_back": Act(CHANGED, "Brought an entry back into the draft"),
    "catalogue.row_put_back": Act(CHANGED, "Put an entry back to what is live"),
    "catalogue.row_undone": Act(CHANGED, "Undid a change of the draft"),
    "catalogue.draft_discarded": Act(CHANGED, "Discarded the whole draft"),
    "consultation.made_sample": Act(LOOKED, "Made a sample patient of it, without a name"),
    "catalogue.source_checked": Act(CHANGED, "Noted that a source was checked"),
    "edition.published": Act(CHANGED, "Published an edition of the catalogue"),
    "edition.approved": Act(CHANGED, "Noted a clinician’s approval of an edition"),
    "proposal.made": Act(CHANGED, "Proposed a change of the catalogue"),
    "proposal.approved": Act(CHANGED, "Approved a change of the catalogue as the second person"),
    "proposal.withdrawn": Act(CHANGED, "Sent back a change of the catalogue"),
    "proposal.stopped": Act(CHANGED, "Stopped a change of the catalogue: another went live"),
    "consultation.rechecked": Act(CHANGED, "Put back to be decided: a rule changed for safety"),
    "consultation.rescreened": Act(CHANGED, "Screened again under a newer edition"),
    "impact.run_started": Act(CHANGED, "Began to replay past consultations under a draft"),
    "impact.run_stopped": Act(CHANGED, "Stopped a replay of past consultations"),
    "trial.started": Act(CHANGED, "Began a silent trial of a rule"),
    "trial.stopped": Act(CHANGED, "Ended a silent trial of a rule"),
    "rule.looks_wrong": Act(CHANGED, "Noted, without a name, that a rule looks wrong"),
    "rule.looks_wrong_settled": Act(CHANGED, "Settled a note that a rule looks wrong"),
    "review.taken_over": Act(CHANGED, "Took the review over from a colleague"),
    "review.set_aside": Act(CHANGED, "Set the case aside until a day"),
    "review.brought_back": Act(CHANGED, "Brought the case back to the review list"),
    "review.decided": Act(DECIDED, "Signed a decision"),
    "review.lapsed": Act(DECIDED, "Changed something, and a decision lapsed"),
    "review.interrupted": Act(DECIDED, "Was asked why a decision is less strict than the rules"),
    "second_look.asked": Act(DECIDED, "Asked a second person to relax a stop"),
    "second_look.agreed": Act(DECIDED, "Signed as the second person that a stop is relaxed"),
    "second_look.refused": Act(DECIDED, "Refused to relax a stop"),
    "second_look.taken_back": Act(DECIDED, "Took back the wish to relax a stop"),
    "consultation.look_again": Act(DECIDED, "Put a decision up to be made again"),
    "message.sent": Act(DECIDED, "Sent the patient the message of a decision"),
    "message.sent_again": Act(DECIDED, "Had a message to the patient sent again"),
    "message.told": Act(DECIDED, "Noted that the patient was told of a decision"),
    "booking.made": Act(BOOKED, "Booked a treatment"),
    "booking.moved": Act(BOOKED, "Moved a booking"),
    "booking.cancelled": Act(BOOKED, "Cancelled a booking"),
    "booking.confirmed": Act(BOOKED, "Confirmed a booking that was on hold"),
    "free_time.offered": Act(BOOKED, "Offered free time"),
    "free_time.withdrawn": Act(BOOKED, "Withdrew free time"),
    "access.refused": Act(REFUSED, "Was refused"),
    "sign_in.refused": Act(REFUSED, "Was refused at the sign-in"),
    "proof.refused": Act(REFUSED, "Was asked who they are, and did not prove it"),
    "catalogue.exported": Act(EXPORTED, "Exported the catalogue"),
    "keys.relocked": Act(CHANGED, "Locked what is encrypted anew, with the newest key"),
    "receipt.made": Act(EXPORTED, "Made the receipt of a decision"),
    "receipt.verified": Act(LOOKED, "Verified a decision receipt, which shows no name"),
    "record.exported": Act(EXPORTED, "Exported this list of who saw the record"),
    "patient.exported": Act(EXPORTED, "Made the patient’s own copy of everything"),
    "patient.erased": Act(CHANGED, "Erased the patient"),
    "legal_hold.set": Act(CHANGED, "Set a legal hold"),
    "legal_hold.lifted": Act(CHANGED, "Lifted a legal hold"),
    "signed_in": Act(ACCOUNT, "Signed in"),
    "signed_out": Act(ACCOUNT, "Signed out"),
    "proved": Act(ACCOUNT, "Proved again who they are"),
    "account.preferences": Act(ACCOUNT, "Changed their preferences"),
    "password.changed": Act(ACCOUNT, "Changed their password"),
    "second_factor.added": Act(ACCOUNT, "Set up a second factor"),
    "second_factor.removed": Act(ACCOUNT, "Removed a second factor"),
    "second_factor.codes_made": Act(ACCOUNT, "Made recovery codes"),
    "second_factor.taken_off": Act(ACCOUNT, "Took off a colleague’s second factor"),
    "sessions.ended": Act(ACCOUNT, "Signed a colleague out everywhere"),
    "invitation.made": Act(ACCOUNT, "Sent a link to sign in for the first time, or anew"),
    "invitation.used": Act(ACCOUNT, "Chose a password by a link"),
    "user.added": Act(ACCOUNT, "Added a colleague"),
    "user.changed": Act(ACCOUNT, "Changed a colleague’s account"),
    "user.disabled": Act(ACCOUNT, "Took a colleague’s sign-in away"),
    "user.enabled": Act(ACCOUNT, "Gave a colleague’s sign-in back"),
}

# What a refused person had asked for, by the permission of the page.
ASKED_FOR = {
    "bookings.book": "the booking page",
    "consultations.answer": "the answers",
    "consultations.review": "the review",
    "patients.find": "the patient’s page",
    "records.read": "who saw the record",
}
MOST_NAMED = 6


def kind_of(action: str) -> str:
    """An action that nobody gave words to counts as a change: it is never left out of sight."""
    return ACTS[action].kind if action in ACTS else CHANGED


def words_of(action: str) -> str:
    if action in ACTS:
        return ACTS[action].words
    return " ".join(action.replace("_", " ").split(".")).capitalize()


def actions_of(kind: str) -> list[str]:
    return [action for action, act in ACTS.items() if act.kind == kind]


def named(detail: Mapping[str, Any]) -> tuple[str, ...]:
    """Which questions or details an event was about, by name."""
    found = [detail.get("question"), *_texts(detail, "questions"), *_texts(detail, "fields")]
    return tuple(dict.fromkeys(_plain(part) for part in found if part))


def _plain(key: str) -> str:
    """gate_hair_loss: hair loss."""
    return key.removeprefix("gate_").removeprefix("exam_").replace("_", " ")


def about(action: str, details: Iterable[Mapping[str, Any]]) -> str:
    """One line on what the events of one kind were about; empty where there is no more to say."""
    each = list(details)
    names = tuple(dict.fromkeys(name for detail in each for name in named(detail)))
    if names:
        more = len(names) - MOST_NAMED
        return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    first = each[0] if each else {}
    if action == "access.refused":
        return ASKED_FOR.get(str(first.get("permission")), "")
    if action in ("review.opened", "review.printed") and any(
        detail.get("private") for detail in each
    ):
        return "with private answers"
    if action == "review.decided" and first.get("less_strict"):
        return "less strict than the rules"
    return _counted(first)


def _counted(detail: Mapping[str, Any]) -> str:
    if "shown" in detail:
        people = len(detail["shown"])
        return "1 person on it" if people == 1 else f"{people} people on it"
    for key, one, many in (
        ("rows", "1 line", "lines"),
        ("count", "1 answer", "answers"),
        ("items", "1 answer", "answers"),
    ):
        if key in detail:
            found = detail[key]
            count = len(found) if isinstance(found, list) else found
            return one if count == 1 else f"{count} {many}"
    return ""


def _texts(detail: Mapping[str, Any], key: str) -> list[str]:
    found = detail.get(key)
    return [str(part) for part in found] if isinstance(found, list) else []
