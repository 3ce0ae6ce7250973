"""What one line being true says of another, and rules on several choices."""

from sideeffects.risk.catalogue import Line
from sideeffects.risk.check_rules import implies

from .changes import add_rule, found, line


def test_a_narrower_exclusion_follows_from_a_wider_one() -> None:
    wide = Line("is_none_of", question="diabetes", value=("type1", "type2"))
    narrow = Line("is_not", question="diabetes", value="type1")
    assert implies(wide, narrow)
    assert not implies(narrow, wide)


def test_a_rule_that_leaves_out_one_of_several_choices_can_hold() -> None:
    when = [line("keloid_history", "is", "yes"), line("keloid_site", "is_not", "ears")]
    kinds = [kind for kind, _ in found(add_rule("keloid_yes", when=when))]
    assert "never_holds" not in kinds
