"""How heavy the pages are: what goes over the wire when a page is opened for the first time."""

from collections import Counter

import pytest

from tests.journeys import states

MOST_BYTES = 100_000
ONE_OF_EACH = ("document", "stylesheet")


def weigh(visit, address: str) -> tuple[int, Counter]:
    """Return the compressed bytes of all answers of a page, and how many there are of each kind."""
    page = visit("about:blank")
    requests = []

    def note(request):
        requests.append(request)

    page.on("requestfinished", note)
    page.goto(address, wait_until="networkidle")
    sizes = [request.sizes() for request in requests]
    weight = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
    return weight, Counter(request.resource_type for request in requests)


@pytest.mark.parametrize("language", states.PREFIXES)
def test_a_page_weighs_at_most_100_kilobytes(visit, language):
    weights, kinds = {}, {}
    for name, address in states.addresses(language).items():
        weights[name], kinds[name] = weigh(visit, address)

    print(weights)  # noqa: T201  # the figures of a run, seen with `pytest -rP`
    assert {name: weight for name, weight in weights.items() if weight > MOST_BYTES} == {}
    for name, counted in kinds.items():
        assert [counted[kind] for kind in ONE_OF_EACH] == [1, 1], name
        assert counted["script"] <= 1, name
        assert set(counted) <= {*ONE_OF_EACH, "script", "font", "image", "other"}, name
        assert counted["font"] <= 2, name
