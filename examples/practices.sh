#!/bin/sh
# The policy instruments of Catalonia, with their addresses. Run it again: nothing is sent twice.
curl --fail --silent --show-error --compressed \
  --etag-compare practices.etag --etag-save practices.etag --output practices.json \
  "http://127.0.0.1:8000/api/v1/practices/?region=ES51&nature=policy_instrument&fields=title,url"
cat practices.json
