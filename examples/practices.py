"""Every practice on training with its results, page after page: nothing to install."""

import json
import urllib.error
import urllib.request

PORTAL = "http://127.0.0.1:8000"
address = f"{PORTAL}/api/v1/practices/?q=training&page_size=5&fields=title,results"
try:
    while address:
        with urllib.request.urlopen(address) as answer:
            page = json.load(answer)
        for row in page["results"]:
            print(row["identifier"], row["title"], f"({row['results']} results)")
        address = page["next"]
except urllib.error.HTTPError as error:
    problem = json.load(error)  # every error says what is wrong and what would be right
    print(problem["title"], "-", problem["detail"])
