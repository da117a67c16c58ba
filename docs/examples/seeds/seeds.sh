# sh seeds.sh, in the folder of staging.yaml, with LMAPI_URL and LMAPI_ADMIN_TOKEN of the server.
set -eu
lmapi-mock seed --check staging.yaml dnc.yaml               # only looks; several are one seed
lmapi-mock seed staging.yaml --database staging.sqlite3     # replaces all that it holds
lmapi-mock seed --add dnc.yaml --database staging.sqlite3   # adds, empties nothing
lmapi-mock seed staging.yaml --url "$LMAPI_URL"             # a running server, or its /ns/NAME
curl -fsS "$LMAPI_URL/API/lmapi.php?source=crm&user=crm&pass=0123&function=add_lead&phone_number=7275551212&list_id=101&custom_fields=Y&favorite_color=blue"
