"""How names and phone numbers are folded for searching. Immutable, so that columns are made of it."""

from django.db import migrations

# " tunde adeyemi": a blank before every word, so that LIKE '% ade%' finds words by their beginning
# with a trigram index. Apostrophes vanish, other punctuation and the signs of LIKE part words.
NAME = r"""
CREATE FUNCTION public.scalpwise_name(first_name text, last_name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ' ' || btrim(regexp_replace(
        translate(public.scalpwise_fold(first_name || ' ' || last_name), '''’`', ''),
        '[-–.,;:_%\\/()\s]+', ' ', 'g'
    ))
$$
"""

# 07700900471: +44 7700 900471, 0044 7700 900 471 and +44 (0)7700 900471 are one number.
PHONE = r"""
CREATE FUNCTION public.scalpwise_phone(phone text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(
        regexp_replace(btrim(phone), '^(\+|00)\s*44\s*(\(?0\)?)?', '0'), '\D', '', 'g'
    )
$$
"""


class Migration(migrations.Migration):
    dependencies = [("clinic", "0002_search")]

    operations = [
        migrations.RunSQL(NAME, "DROP FUNCTION public.scalpwise_name(text, text)"),
        migrations.RunSQL(PHONE, "DROP FUNCTION public.scalpwise_phone(text)"),
    ]
