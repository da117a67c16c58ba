# sh world.sh, with LMAPI_URL of the server.
set -eu
call() { curl -fsS "$LMAPI_URL/vicidial/non_agent_api.php" --data "$1"; }
admin='source=setup&user=6666&pass=1234'
loader='source=crm&user=loader&pass=s3cret'

# add_user gives no rights; who is to load leads is copied from somebody who may.
call "$admin&function=add_user&agent_user=maria&agent_pass=open5&agent_full_name=Maria&agent_user_level=1&agent_user_group=ADMIN"
call "$admin&function=copy_user&agent_user=loader&agent_pass=s3cret&agent_full_name=CRM&source_user=6666"

call "$loader&function=add_list&list_id=301&list_name=Web+leads&campaign_id=SALES&active=Y&custom_fields_copy=101"

# Without field_default=NULL a field with choices is not added, and only the verdict says so.
field='custom_fields_add=Y&field_label=size&field_name=Size&field_type=SELECT&field_default=NULL'
field="$field&field_options=S,Small%0AL,Large&field_size=1&field_rank=3"
call "$loader&function=update_list&list_id=301&$field"

call "$loader&function=add_lead&list_id=301&phone_number=7275551212&custom_fields=Y&favorite_color=blue&size=L"
call "$loader&function=list_info&list_id=301&leads_counts=Y&header=YES"
