# sh journal.sh, with LMAPI_URL and LMAPI_ADMIN_TOKEN of the server.
set -eu
journal="$LMAPI_URL/__admin"
admin() { curl -fsS -H "Authorization: Bearer ${LMAPI_ADMIN_TOKEN:-}" "$@"; echo; }
lead='source=test&user=6666&pass=1234&function=add_lead&phone_number=7275550142'

# An answer that says where it is explained.
curl -fsS -D - -H 'X-Lmapi-Explain: 1' "$LMAPI_URL/API/lmapi.php?$lead&dup_check=DUPLIST"

admin "$journal/requests?phone_number=7275550142&limit=5"   # the last five of a number
admin "$journal/requests?result=ERROR&user=6666"            # what a user was refused
admin "$journal/requests?q=DUPLICATE"                       # a text in address, body or answer
admin "$journal/requests/unmatched"                         # refused, or to a wrong path
admin "$journal/findings?severity=warning"                  # what the dialer swallowed

# How many asked for a duplicate check, and which came nearest.
pattern='{"params": {"phone_number": "7275550142", "duplicate_check": {"matches": "DUP.*"}}}'
admin "$journal/requests/count" --data "$pattern"
admin "$journal/requests/find" --data "$pattern"
admin "$journal/near-misses/request-pattern" --data "$pattern"

admin -X DELETE "$journal/requests"                         # forget them all
