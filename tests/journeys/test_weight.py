"""How heavy the pages are: what goes over the wire when a page is opened for the first time."""

from collections import Counter

from tests.journeys import states

MOST_BYTES = 100_000
LONGER = "es"  # Spanish texts are longer than the English ones
ONE_OF_EACH = ("document", "stylesheet")


def opened(visit, address: str) -> tuple:
    """Open a page for the first time; returns it with the list into which its requests go."""
    page = visit("about:blank")
    requests = []

    def note(request):
        requests.append(request)

    page.on("requestfinished", note)
    page.goto(address)
    return page, requests


def weigh(page, requests: list) -> tuple[int, Counter]:
    """Return the compressed bytes of all answers of a page, and how many there are of each kind."""
    page.wait_for_load_state("networkidle")  # the icon comes after all else
    sizes = [request.sizes() for request in requests]
    weight = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
    return weight, Counter(request.resource_type for request in requests)


def test_a_page_weighs_at_most_100_kilobytes(visit):
    pages = {name: opened(visit, one) for name, one in states.addresses(LONGER).items()}
    weights, kinds = {}, {}
    for name, (page, requests) in pages.items():
        weights[name], kinds[name] = weigh(page, requests)

    print(weights)  # noqa: T201  # the figures of a run, seen with `pytest -rP`
    assert {name: weight for name, weight in weights.items() if weight > MOST_BYTES} == {}
    for name, counted in kinds.items():
        assert [counted[kind] for kind in ONE_OF_EACH] == [1, 1], name
        assert counted["script"] <= 1, name
        assert set(counted) <= {*ONE_OF_EACH, "script", "font", "image", "other"}, name
        assert counted["font"] <= 2, name
