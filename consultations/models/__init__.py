from consultations.models.answer import AnswerChange
from consultations.models.booking import Booking, FreeTime, Room
from consultations.models.catalogue_effect import ImpactRun, LooksWrong
from consultations.models.consultation import Consultation, Reopening, Treatment
from consultations.models.letter import Letter
from consultations.models.patient import Patient, PatientPair
from consultations.models.review import Review, StepTick
from consultations.models.status import Status
from consultations.models.summary import ReadMark, Summary
from consultations.models.task import Task

__all__ = [
    "AnswerChange",
    "Booking",
    "Consultation",
    "FreeTime",
    "ImpactRun",
    "Letter",
    "LooksWrong",
    "Patient",
    "PatientPair",
    "ReadMark",
    "Reopening",
    "Review",
    "Room",
    "Status",
    "StepTick",
    "Summary",
    "Task",
    "Treatment",
]
