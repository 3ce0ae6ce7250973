"""What the web role may do with each table. Nothing but locks is deleted: entries are retired."""

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
    "sideeffects.EditLock": "select insert update delete",
    "sideeffects.Edition": GROWING,
    "sideeffects.EditionApproval": GROWING,
    "sideeffects.ImportedFolder": ROW,
    "sideeffects.Proposal": ROW,
    "sideeffects.SearchEntry": GROWING,
    "sideeffects.Trial": ROW,
}
