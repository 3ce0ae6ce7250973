"""What the web role may do with each table. Nothing is deleted: entries are retired."""

ROW = "select insert update"
GROWING = "select insert"

RIGHTS = {
    "sideeffects.Action": ROW,
    "sideeffects.Claim": ROW,
    "sideeffects.Contraindication": ROW,
    "sideeffects.Period": ROW,
    "sideeffects.Question": ROW,
    "sideeffects.Rule": ROW,
    "sideeffects.SamplePatient": ROW,
    "sideeffects.Section": ROW,
    "sideeffects.SideEffect": ROW,
    "sideeffects.Source": ROW,
    "sideeffects.Edition": GROWING,
    "sideeffects.EditionApproval": GROWING,
    "sideeffects.SearchEntry": GROWING,
}
