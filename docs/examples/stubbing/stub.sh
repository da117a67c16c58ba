# sh stub.sh, with LMAPI_URL and LMAPI_ADMIN_TOKEN of the server.
set -eu
admin() { curl -fsS -H "Authorization: Bearer ${LMAPI_ADMIN_TOKEN:-}" "$@"; echo; }
admin "$LMAPI_URL/__admin/faults" --data '{
    "id": "recordings",
    "match": {"function": "recording_lookup"},
    "status": 200,
    "body": "1001|2026-07-15 14:00:00|7275551212\n"
}'
curl -fsS "$LMAPI_URL/vicidial/non_agent_api.php?source=crm&user=6666&pass=1234&function=recording_lookup"
admin -X DELETE "$LMAPI_URL/__admin/faults/recordings"
