from consultations.models.answer import AnswerChange
from consultations.models.booking import Booking, FreeTime, Room
from consultations.models.catalogue_effect import ImpactRun, LooksWrong
from consultations.models.consultation import Consultation, Reopening, Treatment
from consultations.models.document import Document
from consultations.models.hold import Clarification, Hold
from consultations.models.letter import Letter
from consultations.models.letter_request import LetterReceived, LetterRequest
from consultations.models.outgoing import OutgoingMessage
from consultations.models.patch_test import PatchTest, PatchTestReading
from consultations.models.patient import Patient, PatientPair
from consultations.models.review import Review, StepTick
from consultations.models.review_work import Lapse, ReviewLock, SetAside
from consultations.models.rights import Erasure, LegalHold
from consultations.models.second_look import SecondLook
from consultations.models.status import Status
from consultations.models.summary import ReadMark, Summary
from consultations.models.task import Task

__all__ = [
    "AnswerChange",
    "Booking",
    "Clarification",
    "Consultation",
    "Document",
    "Erasure",
    "FreeTime",
    "Hold",
    "ImpactRun",
    "Lapse",
    "LegalHold",
    "Letter",
    "LetterReceived",
    "LetterRequest",
    "LooksWrong",
    "OutgoingMessage",
    "PatchTest",
    "PatchTestReading",
    "Patient",
    "PatientPair",
    "ReadMark",
    "Reopening",
    "Review",
    "ReviewLock",
    "Room",
    "SecondLook",
    "SetAside",
    "Status",
    "StepTick",
    "Summary",
    "Task",
    "Treatment",
]
