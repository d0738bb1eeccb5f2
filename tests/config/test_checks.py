"""`migrate` stops at a database in which names would not stand in Vietnamese order."""

import pytest
from django.db import connection

from kieumau.config.checks import check_order


@pytest.mark.django_db
def test_the_tests_own_database_is_as_it_should_be():
    assert check_order(databases=["default"]) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "how",
    [
        "ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'vi'",
        "ENCODING 'LATIN1' LOCALE 'C'",
    ],
)
def test_a_database_in_another_order_or_encoding_is_told(monkeypatch, how):
    if connection.vendor != "postgresql" or connection.pg_version < 150000:
        pytest.skip("an order of its own is PostgreSQL's, and chosen so since 15")
    name = f"{connection.settings_dict['NAME']}_other"
    other = connection.copy()
    other.settings_dict = {**connection.settings_dict, "NAME": name}
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 {how}")
        try:
            monkeypatch.setattr("kieumau.config.checks.connections", {"default": other})
            found = check_order(databases=["default"])
        finally:
            other.close()
            cursor.execute(f"DROP DATABASE {name}")
    assert [error.id for error in found] == ["kieumau.E001"]
    assert "--locale=C" in found[0].hint
