"""How long the ground's own tables and those of Django and allauth are kept."""

from __future__ import annotations

from clinic.retention import Ends, Period, kept

FOR_GOOD = Period(
    name="The audit trail",
    lasts="as long as the clinic keeps records",
    starts="when it was written",
    source="each seal rests on all before it; after an erasure it holds ids that lead to nobody",
    ended_by="nobody: an erasure empties the values of the history, and the proof stays whole",
)
WITH_THE_CLINIC = Period(
    name="The clinic’s own",
    lasts="as long as the clinic keeps records",
    starts="when it was written",
    source="records and decisions refer to it; nobody’s health",
    ended_by="whoever closes the clinic’s database",
)
COLLEAGUES = Period(
    name="Colleagues",
    lasts="as long as any record that they signed",
    starts="when their access ends",
    source="a signature must name somebody; after they leave they cannot sign in",
    ended_by="the Staff page ends access; the name stays beside what was signed",
)
SESSIONS = Period(
    name="Sessions",
    lasts="15 minutes without anybody, 12 hours at most",
    starts="after the last thing its person did, and after signing in",
    source="screens are left open; messages for the next page lie in them encrypted",
    ended_by="the background job “ended sessions”",
)
CACHE = Period(
    name="Cache",
    lasts="until it expires; counts without names, and tries to sign in",
    starts="when it was written",
    source="saves counting again; holds nothing of a record",
    ended_by="the background job “ended sessions”",
)
SENT_FORMS = Period(
    name="Forms that came in",
    lasts="30 days",
    starts="when the form was sent",
    source="the same form sent twice is one act; what was typed is not in it",
    ended_by="the background job “sent forms”; erase_patient",
)
SECOND_FACTORS = Period(
    name="Second factors",
    lasts="until its owner or an administrator takes it away",
    starts="when it was set up",
    source="needed to sign in; seeds and keys are encrypted",
    ended_by="the page of one’s own account, and the Staff page",
)
UNUSED = Period(
    name="Tables of a library that we leave empty",
    lasts="not at all",
    starts="never",
    source="nothing is written there; the web role may only read them",
    ended_by="nobody needs to",
)
WAITING = Period(
    name="Waiting for a seal",
    lasts="a minute",
    starts="when the event was written",
    source="the sealer’s list of work",
    ended_by="the background job “sealing”",
)

RETENTION = {
    "account.EmailAddress": kept(UNUSED, technical="id", staff="user email verified primary"),
    "account.EmailConfirmation": kept(
        UNUSED, technical="id email_address", staff="created sent", credential="key"
    ),
    "admin.LogEntry": kept(
        FOR_GOOD,
        technical="id content_type",
        trail="action_time user object_id object_repr action_flag change_message",
    ),
    "auth.Group": kept(UNUSED, technical="id name"),
    "auth.Group_permissions": kept(UNUSED, technical="id group permission"),
    "auth.Permission": kept(WITH_THE_CLINIC, technical="id name content_type codename"),
    "clinic.CacheEntry": kept(CACHE, ends=Ends("expires"), working="cache_key value expires"),
    "clinic.ErasedChange": kept(FOR_GOOD, trail="change event digest"),
    "clinic.Event": kept(
        FOR_GOOD,
        technical="id site request_id",
        trail="at actor action subject_type subject_id detail address purpose",
    ),
    "clinic.Invitation": kept(
        COLLEAGUES,
        technical="id",
        staff="person sent_to made_by made_at expires_at sent_at used_at withdrawn_at",
        credential="token_hash",
    ),
    # Its values have the class of the row they are of, and are emptied with it.
    "clinic.RowChange": kept(
        FOR_GOOD,
        technical="id request_id",
        trail="at table_name row_id operation actor purpose role",
        health="before after",
    ),
    "clinic.Seal": kept(FOR_GOOD, trail="number kind record digest hash sealed_at"),
    "clinic.SentForm": kept(
        SENT_FORMS,
        technical="key",
        working="actor address body at status location",
    ),
    "clinic.Site": kept(
        WITH_THE_CLINIC,
        technical="id",
        place="name town timezone phone address email one_person answerer_may_review",
    ),
    "clinic.Unsealed": kept(WAITING, working="id kind record"),
    "clinic.User": kept(
        COLLEAGUES,
        technical="id",
        staff=(
            "last_login username display_name email role site is_active sessions_ended_at "
            "date_joined theme fast_keys shortcut_keys"
        ),
        credential="password",
    ),
    "contenttypes.ContentType": kept(WITH_THE_CLINIC, technical="id app_label model"),
    "mfa.Authenticator": kept(
        SECOND_FACTORS, technical="id", staff="user type created_at last_used_at", credential="data"
    ),
    "sessions.Session": kept(
        SESSIONS,
        ends=Ends("expire_date"),
        credential="session_key",
        working="session_data expire_date",
    ),
}
