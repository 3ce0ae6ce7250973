"""Extensions for searching and for bookings that never overlap, and how names are folded."""

from django.contrib.postgres.operations import (
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations

# Immutable, so that columns and indexes may be made of it; every name is written with its schema,
# so that it means the same for whoever calls it. Takes accents off both as PostgreSQL's
# dictionary knows them (ø, ł, ß) and as separate marks.
FOLD = r"""
CREATE FUNCTION public.scalpwise_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(
        lower(public.unaccent(
            'public.unaccent'::regdictionary,
            regexp_replace(normalize(value, NFKD), '[\u0300-\u036F]', '', 'g')
        )),
        '\s+', ' ', 'g'
    ))
$$
"""


class Migration(migrations.Migration):
    dependencies = [("clinic", "0001_initial")]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(FOLD, "DROP FUNCTION public.scalpwise_fold(text)"),
    ]
