# sh namespaces.sh, with LMAPI_URL and LMAPI_ADMIN_TOKEN of the server.
set -eu
admin() { curl -fsS -H "Authorization: Bearer ${LMAPI_ADMIN_TOKEN:-}" "$@"; echo; }
lead='source=test&user=6666&pass=1234&function=add_lead&phone_number=7275551212&duplicate_check=DUPSYS'

# In the address: give it to the code under test as its dialer, once for each test.
curl -fsS "$LMAPI_URL/ns/checkout-7/API/lmapi.php?$lead"
curl -fsS "$LMAPI_URL/ns/checkout-8/API/lmapi.php?$lead"

# Or in a header, where the address is fixed: this one is a duplicate of the first.
curl -fsS -H 'X-Lmapi-Namespace: checkout-7' "$LMAPI_URL/API/lmapi.php?$lead"

# The admin API has the same two ways.
admin "$LMAPI_URL/ns/checkout-7/__admin/state?tables=vicidial_list"
admin -X POST "$LMAPI_URL/__admin/reset" -H 'X-Lmapi-Namespace: checkout-7'

admin "$LMAPI_URL/__admin/namespaces"
admin -X DELETE "$LMAPI_URL/__admin/namespaces/checkout-7"
admin -X DELETE "$LMAPI_URL/__admin/namespaces/checkout-8"
