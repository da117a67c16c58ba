# sh snapshots.sh, with LMAPI_URL and LMAPI_ADMIN_TOKEN of the server.
set -eu
snapshots="$LMAPI_URL/__admin/snapshots"
admin() { curl -fsS -H "Authorization: Bearer ${LMAPI_ADMIN_TOKEN:-}" "$@"; }

admin -X PUT "$snapshots/before-import"             # save; an older one of the name is replaced
curl -fsS "$LMAPI_URL/API/lmapi.php?source=test&user=6666&pass=1234&function=add_lead&phone_number=7275551212"
admin -X POST "$snapshots/before-import/restore"    # the lead is gone; the next one gets its number
admin "$snapshots"                                  # what there is

admin "$snapshots/before-import?secrets=yes" > before-import.json  # take it elsewhere: it is a seed too
admin -X PUT "$snapshots/copy/document" --data @before-import.json
admin -X DELETE "$snapshots/before-import"
