"""Stories with a decision and no booking: approved, on hold, declined."""

from __future__ import annotations

from datetime import date

from consultations.demo.story import (
    Ago,
    Ahead,
    Approved,
    ApprovedWithConditions,
    Declined,
    Examined,
    OnHold,
    Person,
    Sent,
    StepDone,
    StepLeftOut,
    Story,
)
from consultations.demo.waiting import DENSITY, HAIRLINE, PATCHES, SCAR

APPROVED = (
    Story(
        Person("Temitope", "Adeyemi", date(1991, 1, 26), 472),
        HAIRLINE,
        planned=8,
        started=4,
        then=(Sent(4), Examined(3), Approved(3)),
    ),
    Story(
        Person("Zoë", "Łukaszewska", date(1988, 7, 7), 163, "zoe.l@example.com"),
        DENSITY,
        planned=13,
        started=7,
        said={"gate_moles_cancer": "yes", "mole_in_area": "yes"},
        then=(Sent(7), Examined(6), Approved(5)),
    ),
    Story(  # only a dated hold is open: approved from the day it ends
        Person("Callum", "Fraser", date(2001, 2, 18), 530),
        HAIRLINE,
        planned=10,
        started=8,
        said={"oral_retinoid": "stopped", "oral_retinoid_last_dose": Ago(158)},
        then=(Sent(8), Examined(7), Approved(7, "Knows the date and is happy to wait.")),
    ),
    Story(  # the test area has been done; the day to look at it sets the first day
        Person("Gareth", "Pugh", date(1974, 10, 29), 697),
        SCAR,
        planned=40,
        started=36,
        said={"scar_in_area": "yes", "scar_date": Ago(1500, "year")},
        then=(
            Sent(36),
            Examined(35),
            StepDone(30, "test_area", 30),
            ApprovedWithConditions(20, ("Keep 5 mm away from the lower end of the scar.",)),
        ),
    ),
    Story(  # a test area still to do, and a talk about the holiday
        Person("Imogen", "Ashcroft-Bell", date(1983, 3, 11), 248, "imogen.ab@example.com"),
        HAIRLINE,
        planned=32,
        started=6,
        said={
            "gate_scarring": "yes",
            "pih_tendency": "yes",
            "aftercare_conflict": "yes",
        },
        then=(Sent(6), Examined(5), ApprovedWithConditions(4)),
    ),
    Story(  # the step comes from a private answer: the desk reads no more than that there is one
        Person("Ellis", "Nakamura", date(1996, 5, 25), 782),
        PATCHES,
        planned=11,
        started=5,
        private={"gate_wellbeing": "yes", "hair_pulling": "yes"},
        then=(Sent(5), Examined(4), ApprovedWithConditions(4)),
    ),
    Story(
        Person("Priscilla", "Van den Berg", date(1976, 12, 12), 419),
        DENSITY,
        planned=14,
        started=10,
        said={
            "expects_regrowth_or_perfect": "yes",
            "hair_loss_diagnosed": "not_diagnosed",
        },
        then=(
            Sent(10),
            Examined(9),
            ApprovedWithConditions(9),
            StepDone(8, "technician_review", 9),
            StepLeftOut(8, "recommend_gp_check", "Her GP looked at it in spring."),
        ),
    ),
)

ON_HOLD = (
    Story(
        Person("Siobhán", "Kearney", date(1993, 8, 1), 856),
        DENSITY,
        planned=30,
        started=11,
        said={"gate_pregnancy": "yes", "pregnant": "yes", "due_date": Ahead(95)},
        then=(Sent(11), OnHold(10, earliest=True)),
    ),
    Story(
        Person("Winston", "St. John-Baptiste", date(1966, 6, 20), 571),
        HAIRLINE,
        planned=15,
        started=9,
        said={
            "takes_any_medicines": "yes",
            "medicines_list": "Bisoprolol, ramipril, a spray for under the tongue",
            "gate_heart": "yes",
            "heart_other": "yes",
            "heart_event_date": Ago(700, "year"),
        },
        then=(Sent(9), OnHold(8, things=("letter",))),
    ),
    Story(  # the day has come: it is back in the list to decide
        Person("Olúwaṣeun", "Bánkólé", date(1997, 4, 9), 625),
        HAIRLINE,
        planned=-2,
        started=24,
        said={"gate_scalp_now": "yes", "sun_exposure": "sunburnt", "sun_exposure_date": Ago(28)},
        then=(Sent(24), OnHold(23, earliest=True, note="Burnt in Portugal. Peels on the crown.")),
    ),
    Story(
        Person("Hilary", "Whitcombe", date(1960, 1, 31), 94),
        DENSITY,
        planned=20,
        started=5,
        private={"gate_carried_infections": "yes", "hepatitis": "with_liver_damage"},
        then=(Sent(5), OnHold(4, things=("letter",))),
    ),
)

DECLINED = (
    Story(
        Person("Marguerite", "Delacroix", date(1958, 2, 14), 450),
        SCAR,
        planned=18,
        started=20,
        said={
            "scar_in_area": "yes",
            "scar_date": Ago(2200, "year"),
            "gate_moles_cancer": "yes",
            "skin_cancer_history": "melanoma_scar_in_area",
        },
        then=(
            Sent(20),
            Declined(
                19,
                "The scar is from a melanoma. Dots would hide a change in it.",
                "We will not treat this scar. Doctors must be able to see every change in it. "
                "We can talk about hair fibres and other ways.",
            ),
        ),
    ),
)
