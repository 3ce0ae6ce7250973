"""What stands behind each gate, and which gates stand above each question."""

from collections.abc import Mapping

from .catalogue import Catalogue, Question


def behind_gates(
    catalogue: Catalogue, parents: dict[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """All that stands behind each gate, its follow-ups' follow-ups included."""
    behind: dict[str, frozenset[str]] = {}
    for gate in (question.key for question in catalogue.questions.values() if question.gate):
        inside = {gate}
        for key, above in parents.items():
            if not inside.isdisjoint(above):
                inside.add(key)
        behind[gate] = frozenset(inside - {gate})
    return behind


def gates_above(
    questions: Mapping[str, Question], behind: dict[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """For every question the gates that it stands behind."""
    above: dict[str, list[str]] = {key: [] for key in questions}
    for gate, inside in behind.items():
        for key in inside:
            above[key].append(gate)
    return {key: frozenset(gates) for key, gates in above.items()}
