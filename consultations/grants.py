"""What the web role may do with each table. Nothing is deleted but a free time nobody booked."""

GROWING = "select insert"
ROW = "select insert update"

RIGHTS = {
    "consultations.AnswerChange": GROWING,
    "consultations.Booking": ROW,
    "consultations.Clarification": ROW,
    "consultations.Consultation": ROW,
    "consultations.Document": GROWING,
    "consultations.Erasure": "select",
    "consultations.FreeTime": "select insert update delete",
    "consultations.Hold": ROW,
    "consultations.ImpactRun": ROW,
    "consultations.Lapse": GROWING,
    "consultations.LegalHold": "select",
    "consultations.Letter": ROW,
    "consultations.LetterReceived": ROW,
    "consultations.LetterRequest": ROW,
    "consultations.LooksWrong": ROW,
    "consultations.OutgoingMessage": ROW,
    "consultations.PatchTest": ROW,
    "consultations.PatchTestReading": ROW,
    "consultations.Patient": ROW,
    "consultations.PatientPair": GROWING,
    "consultations.ReadMark": GROWING,
    "consultations.Reopening": GROWING,
    "consultations.Review": GROWING,
    "consultations.ReviewLock": "select insert update delete",
    "consultations.Room": ROW,
    "consultations.SecondLook": ROW,
    "consultations.SetAside": GROWING,
    "consultations.StepTick": GROWING,
    "consultations.Summary": GROWING,
    "consultations.Task": ROW,
}
