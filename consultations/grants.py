"""What the web role may do with each table. Nothing is deleted but a free time nobody booked."""

GROWING = "select insert"
ROW = "select insert update"

RIGHTS = {
    "consultations.AnswerChange": GROWING,
    "consultations.Booking": ROW,
    "consultations.Consultation": ROW,
    "consultations.FreeTime": "select insert update delete",
    "consultations.ImpactRun": ROW,
    "consultations.Letter": ROW,
    "consultations.LooksWrong": ROW,
    "consultations.Patient": ROW,
    "consultations.PatientPair": GROWING,
    "consultations.ReadMark": GROWING,
    "consultations.Reopening": GROWING,
    "consultations.Review": GROWING,
    "consultations.Room": ROW,
    "consultations.StepTick": GROWING,
    "consultations.Summary": GROWING,
    "consultations.Task": ROW,
}
