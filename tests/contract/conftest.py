"""The API's description as it is answered."""

import pytest

from tests.contract.schema import Contract

described = pytest.StashKey()


@pytest.fixture
def fresh_contract(api, smarty) -> Contract:
    """The contract over the real records, with examples as of now."""
    return Contract(api.get("/api/v1/openapi.json").json())


@pytest.fixture
def contract(request, smarty) -> Contract:
    """The contract over the real records; made once, since only its examples carry dates."""
    stash = request.config.stash
    if described not in stash:
        stash[described] = request.getfixturevalue("fresh_contract")
    return stash[described]
