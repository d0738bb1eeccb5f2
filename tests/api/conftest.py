"""Machines come without a browser's session."""

import pytest
from django.test import Client


@pytest.fixture
def client(db):
    return Client()
