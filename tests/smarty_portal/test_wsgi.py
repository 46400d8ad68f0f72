"""The application as the server loads it: with what every search needs."""

import subprocess
import sys

CODE = (
    "import smarty_portal.wsgi; from practices.search import concepts; "
    "print(concepts.table.cache_info().currsize, concepts.lengths.cache_info().currsize)"
)


def test_the_table_of_concepts_is_read_before_the_first_visitor_comes():
    done = subprocess.run([sys.executable, "-c", CODE], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "1 1"
