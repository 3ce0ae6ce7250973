"""The points that the Mozilla HTTP Observatory gives an answer's headers, version 5 of its rules.

A hundred to begin with. Points for what is better than asked count only from 90 on, as there.
"""

from __future__ import annotations

import re

from tests.attack.production_site import Answer

SIX_MONTHS = 15_768_000
PRIVATE_REFERRERS = {
    "no-referrer",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
}


def score(answer: Answer) -> tuple[int, dict[str, int]]:
    """The points, and what each part gave."""
    parts = {
        "content security policy": _policy(answer),
        "cookies": _cookies(answer),
        "cross-origin sharing": -50 if answer.all("Access-Control-Allow-Origin") == ["*"] else 0,
        "referrer policy": _referrer(answer),
        "strict transport": _transport(answer),
        "content type options": 0 if answer.all("X-Content-Type-Options") == ["nosniff"] else -5,
        "frames": _frames(answer),
        "cross-origin resources": _resources(answer),
    }
    lost = 100 + sum(points for points in parts.values() if points < 0)
    gained = sum(points for points in parts.values() if points > 0)
    return (lost + gained if lost >= 90 else lost), parts


def _directives(answer: Answer) -> dict[str, list[str]]:
    policies = answer.all("Content-Security-Policy")
    if len(policies) != 1:
        return {}
    parts = [part.split() for part in policies[0].split(";") if part.strip()]
    return {name: values for name, *values in parts}


def _policy(answer: Answer) -> int:
    policy = _directives(answer)
    if not policy:
        return -25
    fallback = policy.get("default-src", ["*"])
    script, style = policy.get("script-src", fallback), policy.get("style-src", fallback)
    if "'unsafe-inline'" in script or {"*", "data:", "https:"} & {*script}:
        return -20
    if "'unsafe-eval'" in script:
        return -10
    if "'unsafe-inline'" in style:
        return 0
    return 10 if fallback == ["'none'"] else 5


def _cookies(answer: Answer) -> int:
    cookies = [cookie.lower() for cookie in answer.all("Set-Cookie")]
    if any("secure" not in cookie for cookie in cookies):
        return -40
    if any("httponly" not in cookie for cookie in cookies):
        return -30
    if any("samesite" not in cookie for cookie in cookies):
        return 0
    return 5 if cookies else 0


def _referrer(answer: Answer) -> int:
    said = answer.all("Referrer-Policy")
    if not said:
        return 0
    return 5 if said[0] in PRIVATE_REFERRERS else -5


def _transport(answer: Answer) -> int:
    said = answer.all("Strict-Transport-Security")
    found = re.search(r"max-age=(\d+)", said[0]) if len(said) == 1 else None
    if not found:
        return -20
    return 0 if int(found[1]) >= SIX_MONTHS else -10


def _frames(answer: Answer) -> int:
    if _directives(answer).get("frame-ancestors"):
        return 5
    return 0 if answer.all("X-Frame-Options") in (["DENY"], ["SAMEORIGIN"]) else -20


def _resources(answer: Answer) -> int:
    return {"same-origin": 10, "same-site": 10}.get(
        "".join(answer.all("Cross-Origin-Resource-Policy")), 0
    )
