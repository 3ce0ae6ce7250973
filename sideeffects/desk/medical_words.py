"""Medical words that texts for patients cannot do without. One list for grades and warnings."""

from __future__ import annotations

import re

# By name, where the ending of a name does not give it away.
NAMED_MEDICINES = frozenset(
    """
    accutane acitretin adrenaline amiodarone aspirin azathioprine biotin bleomycin botox carbimazole
    ciclosporin clopidogrel codeine cortisone dutasteride epinephrine finasteride ginkgo heparin
    hydroxychloroquine ibuprofen insulin isotretinoin leflunomide levothyroxine lidocaine lithium
    melatonin methotrexate minoxidil mycophenolate naproxen neotigason paracetamol plavix
    prednisolone prednisone pregabalin propranolol retinol roaccutane sertraline spironolactone
    steroid steroids tacrolimus tretinoin valproate warfarin xarelto eliquis
    """.split()
)
# The endings that names of medicines share: apixaban, adalimumab, doxycycline, simvastatin.
MEDICINE_ENDING = re.compile(
    r"(xaban|gatran|grel|mab|nib|cept|cycline|cillin|mycin|floxacin|azole|prazole|vir|statin"
    r"|sartan|pril|olol|dipine|caine|retin|tretin|salazine|profen|parin|lukast|semide|gliptin"
    r"|gliflozin|glutide|formin|triptan|setron|barbital|azepam|oxetine|opram)s?$"
)
CONDITIONS = frozenset(
    """
    allergic allergy alopecia areata autoimmune biopsy chemotherapy chlorhexidine decalvans
    dermatitis dermatologist dermatology defibrillator diabetes discoid dysmorphic eczema
    endocarditis epilepsy epileptic fibrosing folliculitis haemophilia hepatitis hyaluronic
    impetigo keloid keloids lupus lymphoedema melanoma mesotherapy methaemoglobinaemia
    microblading microneedling micropigmentation pacemaker planopilaris planus psoriasis
    radiographer radiologist radiotherapy ringworm salicylic sarcoidosis scabies seborrhoeic
    vaccination vitiligo willebrand antibiotic antibiotics antiviral antivirals anaesthetic
    antihistamine antihistamines hormone hormones chemotherapies radiology immunology
    haematologist cardiologist oncologist psychiatrist
    """.split()
)


def is_medicine(word: str) -> bool:
    """Whether a word is the name of a medicine, by our list or by its ending."""
    lower = word.lower()
    return lower in NAMED_MEDICINES or (len(lower) > 6 and bool(MEDICINE_ENDING.search(lower)))


def must_stand(word: str) -> bool:
    """Whether no plainer word would do in its place."""
    return is_medicine(word) or word.lower() in CONDITIONS
