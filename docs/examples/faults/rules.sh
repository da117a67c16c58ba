# sh rules.sh, with LMAPI_URL and LMAPI_ADMIN_TOKEN of the server.
set -eu
faults="$LMAPI_URL/__admin/faults"
admin() { curl -fsS -H "Authorization: Bearer ${LMAPI_ADMIN_TOKEN:-}" "$@"; echo; }

# The next two requests of numbers in Florida are answered 503, half a second late.
admin "$faults" --data '{
    "id": "overload",
    "match": {"params": {"phone_number": {"matches": "727.*"}}},
    "times": 2,
    "delay": {"type": "fixed", "milliseconds": 500},
    "status": 503,
    "body": "Service Unavailable"
}'

# Of every ten requests one gets no answer, for a minute; the same ones for the same seed.
admin "$faults" --data '{"probability": 0.1, "seed": 7, "ttl": 60, "fault": "EMPTY_RESPONSE"}'

admin "$faults"                         # both, each with how often it was seen and fired
admin -X DELETE "$faults/overload"      # that one no more
admin -X DELETE "$faults"               # none any more
