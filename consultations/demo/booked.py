"""Stories with a booking: today, tomorrow, in the next weeks, moved, cancelled, on hold."""

from __future__ import annotations

from datetime import date

from consultations.demo.story import (
    Ago,
    Approved,
    ApprovedWithConditions,
    Booked,
    BookingCancelled,
    Corrected,
    Examined,
    LetterCame,
    Moved,
    Person,
    Reopened,
    Sent,
    StepDone,
    Story,
)
from consultations.demo.waiting import DENSITY, HAIRLINE, PATCHES, SCAR, WARFARIN

NOW_UNWELL = {"unwell_or_antibiotics": "now"}

HELD = (
    Story(  # the review lapsed under a booking; the new answers wait for a technician
        Person("Bethan", "Pritchard", date(1979, 5, 6), 199, "beth.pritchard@example.com"),
        HAIRLINE,
        planned=9,
        started=15,
        then=(
            Sent(15),
            Examined(14),
            Approved(14),
            Booked(13, 9),
            Reopened(1, "Rang to say that she is on antibiotics since Monday."),
            Corrected(1, NOW_UNWELL),
            Sent(1),
        ),
    ),
    Story(  # approved again, but only from a later day: the time that was kept is too early
        Person("Yusuf", "Demir", date(1988, 9, 28), 274),
        DENSITY,
        planned=5,
        started=16,
        then=(
            Sent(16),
            Examined(15),
            Approved(15),
            Booked(14, 5),
            Reopened(3, "Fell asleep in the sun at the weekend and rang to ask."),
            Corrected(
                3,
                {
                    "gate_scalp_now": "yes",
                    "sun_exposure": "sunburnt",
                    "sun_exposure_date": Ago(5),
                },
            ),
            Sent(3),
            Approved(2, "Told him the new first day on the phone."),
        ),
    ),
)

BOOKED = (
    Story(
        Person("Aaron", "Whitfield", date(1985, 8, 24), 560),
        HAIRLINE,
        planned=0,
        started=18,
        then=(Sent(18), Examined(17), Approved(17), Booked(16, 0)),
    ),
    Story(
        Person("Mohammed", "Khan", date(1978, 1, 17), 347, "m.khan@example.com"),
        DENSITY,
        planned=0,
        started=14,
        said={"gate_fits_faints": "yes", "fainting": "with_needles_or_blood"},
        then=(Sent(14), Examined(13), Approved(12), Booked(11, 0)),
    ),
    Story(
        Person("Olivia", "Thornton-Smythe", date(1990, 10, 2), 883),
        DENSITY,
        planned=1,
        started=11,
        then=(Sent(11), Examined(10), Approved(10), Booked(9, 1)),
    ),
    Story(
        Person("Kwame", "Boateng", date(1982, 7, 18), 142),
        HAIRLINE,
        planned=6,
        started=9,
        said={
            **WARFARIN,
            "medicines_list": "Edoxaban",
        },
        then=(
            Sent(9),
            LetterCame(6, "anticoagulant_use", 8, "Dr Claire Moffat, Chapel Allerton"),
            Examined(6),
            StepDone(6, "do_not_stop_medicine", 6),
            Approved(6),
            Booked(5, 6),
        ),
    ),
    Story(
        Person("Jürgen", "Müller-Lüdenscheid", date(1971, 3, 22), 936),
        SCAR,
        planned=20,
        started=101,
        said={"scar_in_area": "yes", "scar_date": Ago(900, "month")},
        then=(
            Sent(101),
            Examined(100),
            StepDone(96, "test_area", 97),
            Approved(40),
            Booked(20, 20),
        ),
    ),
    Story(
        Person("Elżbieta", "Kowalczyk", date(1994, 12, 5), 61),
        HAIRLINE,
        planned=7,
        started=12,
        then=(
            Sent(12),
            Examined(11),
            Approved(10),
            Booked(10, 7),
            Moved(2, 15),
        ),
    ),
    Story(
        Person("Declan", "O’Hara", date(1987, 6, 28), 377),
        PATCHES,
        planned=5,
        started=10,
        said={"gate_hair_loss": "yes", "hair_loss_progressing": "yes"},
        then=(
            Sent(10),
            Examined(9),
            ApprovedWithConditions(9),
            StepDone(8, "plan_for_progression", 9),
            Booked(8, 5),
            BookingCancelled(1, "His shift was changed. He rings again next week."),
        ),
    ),
)
