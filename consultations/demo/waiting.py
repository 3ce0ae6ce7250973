"""Stories that are not decided yet: forms to finish at the desk, and forms to decide."""

from __future__ import annotations

from datetime import date

from consultations.demo.story import (
    Ago,
    Approved,
    AskedAgain,
    Examined,
    LetterCame,
    Person,
    Sent,
    Story,
    TaskDone,
)

HAIRLINE = "hairline_full_shave"
DENSITY = "density"
SCAR = "scar_cover"
PATCHES = "alopecia_patches"

WARFARIN = {
    "takes_any_medicines": "yes",
    "medicines_list": "Warfarin, one a day since my clot in 2023",
    "gate_bleeding": "yes",
    "anticoagulant": "current",
}

# The people of the design's tests come first, under the names that it gives them.
PERSONAS = (
    Story(  # nothing to report: two clicks once she is examined
        Person("Nia", "Roberts", date(1994, 6, 9), 214, "nia.roberts@example.com"),
        HAIRLINE,
        planned=16,
        started=0,
        then=(Sent(0),),
    ),
    Story(
        Person("Walt", "Pemberton", date(1951, 11, 2), 318),
        DENSITY,
        planned=20,
        started=1,
        said=WARFARIN,
        then=(Sent(1),),
    ),
    Story(  # three times not sure: points to care, could be a stop
        Person("Noor", "Rahman", date(1989, 2, 27), 652, "noor.rahman@example.com"),
        HAIRLINE,
        planned=18,
        started=2,
        said={
            "keloid_history": "not_sure",
            "gate_scarring": "not_sure",
            "hypertrophic_scar_history": "not_sure",
            "gate_allergies": "not_sure",
            "ppd_henna_reaction": "not_sure",
        },
        then=(Sent(2),),
    ),
    Story(
        Person("Kai", "Mensah", date(1990, 8, 19), 77),
        HAIRLINE,
        planned=25,
        started=1,
        said={"keloid_history": "yes", "keloid_site": ["chest_shoulders_back", "ears"]},
        note="Says his mother has the same raised scars.",
        then=(Sent(1),),
    ),
    Story(  # returning: seen before, and comes for a second look
        Person("Rae", "Fitzgerald", date(1978, 4, 30), 509, "rae.fitz@example.com"),
        DENSITY,
        planned=30,
        started=1,
        said={
            "gate_scalp_procedures": "yes",
            "scalp_pigment_before": "yes",
            "scalp_pigment_last_date": Ago(190, "month"),
            "has_tattoos": "yes",
        },
        then=(Sent(1), Examined(1)),
        earlier=Story(
            Person("Rae", "Fitzgerald", date(1978, 4, 30), 509, "rae.fitz@example.com"),
            DENSITY,
            planned=-200,
            started=214,
            then=(Sent(214), Examined(213), Approved(213)),
        ),
    ),
    Story(
        Person("Ami", "Haddad", date(1985, 1, 5), 846),
        HAIRLINE,
        planned=22,
        started=3,
        said={
            "takes_any_medicines": "yes",
            "medicines_list": "أسبرين، حبة واحدة كل يوم",
            "gate_bleeding": "yes",
            "antiplatelet": "single_prescribed",
        },
        note="Reads Arabic better than English. Her brother comes with her.",
        then=(Sent(3), Examined(2)),
    ),
    Story(  # Nia's twin: same surname, birth date and phone, and not the same person
        Person("Bo", "Roberts", date(1994, 6, 9), 214),
        HAIRLINE,
        planned=24,
        started=0,
        up_to="scalp_and_skin",
        private=None,
    ),
)

TO_DECIDE = (
    Story(
        Person("Tunde", "Adeyemi", date(1987, 3, 14), 471, "tunde.adeyemi@example.com"),
        HAIRLINE,
        planned=14,
        started=0,
        said={"oral_retinoid": "stopped", "oral_retinoid_last_dose": Ago(61)},
        then=(Sent(0),),
    ),
    Story(  # cannot wait: a task for the technicians at once
        Person("Gordon", "MacAllister", date(1963, 9, 12), 133),
        DENSITY,
        planned=9,
        started=0,
        said={
            **WARFARIN,
            "medicines_list": "Stopped my apixaban last week so that I bleed less",
            "anticoagulant": "stopped_without_advice",
        },
        then=(Sent(0),),
    ),
    Story(
        Person("Dafydd", "Llewelyn", date(1982, 12, 1), 590),
        DENSITY,
        planned=19,
        started=4,
        said={
            "gate_scalp_products": "yes",
            "minoxidil": "topical_using",
            "takes_any_medicines": "no",
        },
        then=(Sent(4), AskedAgain(1, ("minoxidil",), "What strength is on the bottle?")),
    ),
    Story(
        Person("Anastasia-Wilhelmina", "Featherstonehaugh-Cholmondeley", date(1969, 7, 23), 724),
        SCAR,
        planned=35,
        started=5,
        said={
            "scar_in_area": "yes",
            "scar_date": Ago(150, "month"),
            "gate_skin_disease": "yes",
            "psoriasis": "elsewhere_only",
            "psoriasis_koebner": "no",
            "gate_allergies": "yes",
            "metal_allergy": "yes",
            "metal_severity": "mild_rash",
            "takes_any_medicines": "yes",
            "medicines_list": "Metformin, amlodipine, a cream for my elbows",
            "gate_heart": "yes",
            "high_blood_pressure": "controlled",
            "diabetes": "type2",
            "hba1c": 54,
            "hba1c_date": Ago(40),
            "aftercare_conflict": "yes",
        },
        note="Flies to Lanzarote in five weeks and would like it done before.",
        then=(Sent(5),),
    ),
    Story(  # the letter turns the hold into care
        Person("Harold", "Sedgwick", date(1957, 5, 17), 402),
        HAIRLINE,
        planned=21,
        started=12,
        said={**WARFARIN, "medicines_list": "Apixaban twice a day, bisoprolol"},
        then=(
            Sent(12),
            LetterCame(2, "anticoagulant_use", 6, "Dr R. Anand, Roundhay Surgery"),
            Examined(2),
        ),
    ),
    Story(
        Person("Priyanka", "Iyer", date(1992, 10, 8), 961, "p.iyer@example.com"),
        DENSITY,
        planned=17,
        started=2,
        said={
            "takes_any_medicines": "yes",
            "medicines_list": "Metformin",
            "diabetes": "type2",
            "hba1c": 51,
            "hba1c_date": Ago(75),
            "diabetes_problem": "no",
        },
        then=(Sent(2),),
    ),
    Story(
        Person("Małgorzata", "Wójcik", date(1986, 3, 3), 288),
        HAIRLINE,
        planned=28,
        started=6,
        said={**WARFARIN, "anticoagulant": "stopped_without_advice"},
        then=(
            Sent(6),
            TaskDone(6, "Rang her and her GP. She started again the same evening."),
        ),
    ),
    Story(  # only what was answered in private stands in the way
        Person("Jordan", "Blythe", date(1998, 11, 21), 655),
        PATCHES,
        planned=26,
        started=3,
        private={"gate_wellbeing": "yes", "bdd_preoccupation": "yes"},
        then=(Sent(3), Examined(1)),
    ),
)

DRAFTS = (
    Story(
        Person("Seán", "Ó Briain", date(1980, 6, 15), 37),
        HAIRLINE,
        planned=12,
        started=0,
        up_to="you_and_your_hair",
        private=None,
    ),
    Story(
        Person("Chloé", "Beaumont", date(1995, 9, 4), 811, "chloe.b@example.com"),
        DENSITY,
        planned=20,
        started=1,
        said={"gate_cold_sores": "yes", "cold_sores": "history_only"},
        private=None,
    ),
    Story(
        Person("Mohammed", "Khan", date(1990, 4, 2), 346),
        HAIRLINE,
        planned=15,
        started=2,
        said={"gate_moles_cancer": "yes", "mole_in_area": "yes"},
        skipped=("gate_heart", "diabetes", "aftercare_conflict"),
    ),
    Story(
        Person("Ngọc", "Trần", date(1999, 12, 30), 905),
        PATCHES,
        planned=18,
        started=12,
        said={"gate_hair_loss": "yes", "alopecia_areata": "yes"},
        up_to="scars_and_reactions",
        private=None,
    ),
)
