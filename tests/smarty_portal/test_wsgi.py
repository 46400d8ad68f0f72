"""The application as the server loads it: with what every search needs."""

import subprocess
import sys

CODE = (
    "import smarty_portal.wsgi; from practices.search import concepts; "
    "read = (concepts.table, concepts.lengths, concepts.in_any_order, concepts._first_terms); "
    "import gc; print([one.cache_info().currsize for one in read], gc.get_freeze_count() > 100_000)"
)


def test_the_table_of_concepts_is_read_before_the_first_visitor_comes():
    done = subprocess.run([sys.executable, "-c", CODE], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[1, 1, 1, 1] True"
