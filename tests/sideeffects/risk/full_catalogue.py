"""A small catalogue that uses every field there is, the optional ones too."""

from __future__ import annotations

from .cases import (
    Plain,
    action,
    any_of,
    compare,
    contraindication,
    day,
    line,
    means,
    period,
    question,
    rule,
    small_files,
)


def full_files() -> Plain:
    """Plain data, the caller's own to change."""
    files = small_files(
        _questions(), _rules(), periods=_periods(), actions=_actions(), contraindications=[_entry()]
    )
    files["side_effects"]["side_effects"] = [_side_effect()]
    files["claims"]["claims"] = [_claim()]
    files["sources"]["sources"] = [_source()]
    files["samples"]["samples"] = [_sample()]
    return files


def _questions() -> list[Plain]:
    opened = line("gate", "is_one_of", ["yes", "not_sure"])
    return [
        question("gate", gate=True, private=True, not_sure=means(None, None)),
        question(
            "skin",
            "choice",
            opened,
            options=("none", "thin", "not_sure"),
            nothing_to_report="none",
            not_sure=means("weak_skin", "clearance", "letter"),
        ),
        question("which", "choices", options=("ears", "neck")),
        question(
            "when",
            "date",
            any_of(line("skin", "is", "thin"), line("gate", "missing")),
            approximate_date_ok=False,
            tense="planned",
        ),
        question(
            "size", "number", min="0.50", max=12.5, stage="examination", asked_of="technician"
        ),
        question(
            "words",
            "text",
            line("size", "at_least", "limit"),
            line("when", "after", day("consultation_date", days="wait")),
        ),
        question("plain", "yes_no", stage="treatment_day", shelf_life="6 months"),
    ]


def _rules() -> list[Plain]:
    return [
        rule(
            "waits",
            line("skin", "is", "thin"),
            any_of(
                line("which", "is_none_of", ["ears"]),
                line("size", "less_than", "limit"),
                line("words", "answered"),
                compare(day("when", months="months"), "on_or_before", day("treatment_date")),
            ),
            kind="deferral",
            wait_until=day("when", years="years"),
            when_anchor_missing="skip",
            provisional=True,
            sees_hidden=True,
            actions=[{"action": "letter", "params": {"days": "wait", "firm": True, "count": 3}}],
            patient_says="Wait {wait}.",
        ),
        rule("asks", line("plain", "is_not", "no"), actions=[{"action": "letter"}]),
        rule("ends", line("skin", "missing"), kind="deferral"),
    ]


def _periods() -> list[Plain]:
    return [
        period("wait", 28, contraindication="weak_skin", basis=["somebody_2020"], note="ours"),
        period("months", 2.0, "months", evidence_grade=None),
        period("years", "1", "years"),
        period("limit", 5.70, "mm"),
    ]


def _actions() -> list[Plain]:
    return [
        action(
            "letter",
            "before_booking",
            patient="Bring a letter.",
            params=["days", "firm", "count"],
            words={"firm": {"b": "second", "a": "first"}, "count": {"x": "ten"}},
            urgent=True,
            bookable_after="days",
        )
    ]


def _entry() -> Plain:
    return contraindication(
        "weak_skin",
        ["waits", "asks", "ends"],
        kinds=[{"kind": "deferral", "when": "thin"}],
        raises=[{"side_effect": "bleeding", "why": "thin skin"}],
        sources=["somebody_2020"],
        questions=["skin"],
        note="A note.",
        waiting_period_or_limit_grade="C",
    )


def _side_effect() -> Plain:
    return {
        "key": "bleeding",
        "plain_name": "Bleeding",
        "clinical_name": "Haemorrhage",
        "category": "skin",
        "onset": {"text": "at once", "min_days": 0, "max_days": 0.5},
        "duration": {"text": "unknown", "min_days": None, "max_days": None},
        "severity": "mild",
        "frequency": [
            {"text": "Nobody has counted."},
            {
                "text": "2 of 50",
                "n": 2,
                "N": 50,
                "population": "adults",
                "source": "somebody_2020+other_2021",
                "n_derived_from_percentage": True,
            },
        ],
        "warning_signs": ["It does not stop."],
        "what_to_do": "Press.",
        "evidence_grade": "B",
        "evidence_directness": "decorative_tattoo",
        "sources": ["somebody_2020"],
        "seed_verdict": "partly",
        "seed_note": "see there",
        "note": None,
        "timing_basis": "survey",
    }


def _claim() -> Plain:
    return {
        "id": "claim-1",
        "seed": "somebody_2020",
        "claim": "It never bleeds.",
        "about": "bleeding",
        "verdict": "not supported",
        "reason": "It does.",
        "sources": ["somebody_2020"],
        "side_effects": ["bleeding"],
    }


def _source() -> Plain:
    return {
        "key": "somebody_2020",
        "type": "article",
        "authors": "Somebody A",
        "year": 2020,
        "title": "Über die Haut",
        "container": "Journal",
        "doi": "10.1000/x",
        "pmid": "1",
        "url": None,
        "verification": "seen",
        "seen": "2026-11-21",
        "note": None,
        "used_by": ["bleeding"],
    }


def _sample() -> Plain:
    return {
        "label": "Thin skin",
        "shows": "A wait.",
        "consultation_date": "2027-03-01",
        "treatment_date": "2027-04-12",
        "answers": {"size": 6.25, "skin": "thin", "which": ["ears"], "gate": None},
        "letters": {"weak_skin": "2027-02-01"},
        "expected": {
            "outcome": "hold",
            "findings": [{"contraindication": "weak_skin", "kind": "deferral", "status": "open"}],
            "earliest_date": None,
            "open_ended": None,
            "provisional": None,
        },
    }
