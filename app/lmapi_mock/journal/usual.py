"""What entries of the shared journal have in common, by which their texts are compressed.

Never to be changed: what is stored can be read by this alone, whichever version stored it. Another
one would stand beside it, and compression tells by which of them a text was made.
"""

from __future__ import annotations

from typing import Final

USUAL: Final = (
    '"update_lead"version","lists","add_list","lead_field_info","check_phone_number","lead_sear'
    'ch"'
    '"NO_MATCHES",{"user":"6666","lead_id":"","vendor_lead_code":"","phone_number":""},'
    '"noted":{"found":{"$object":{"leads":[],"lead_id":"","list_id":"","was_inserted":false,"ma'
    'y_set":true,"archived":"","rows_deleted":"","callback_user":"","by":"","more":false}}}'
    '"updated","vicidial_users","vicidial_callbacks","DUPLICATE","INVALID_LENGTH",{"phone_numbe'
    'r":"'
    '"non-agent","add_lead","","","ERROR","add_lead INVALID PHONE NUMBER LENGTH'
    '{"method":"POST","path":"/vicidial/non_agent_api.php","body_size":'
    "&GET-AND-POST=Y&security_phrase=&campaign_id=&custom_fields=Y&list_id_field=&address1=&cit"
    "y=&state=&postal_code=&country_code=USA&email=&date_of_birth=&comments=&rank=&owner=&vendo"
    "r_lead_code=&source_id=&title=&alt_phone="
    '"headers":[["host","localhost"],["user-agent","python-requests/2.32.3"],["accept-encoding"'
    ',"gzip, deflate"],["accept","*/*"],["connection","keep-alive"],["content-type","applicatio'
    'n/x-www-form-urlencoded"],["content-length","'
    '"]],"dialect":"vicidial","watched":[[true,true,"TESTCAMP",true,true,[],[]],true,false,fals'
    "e,false],"
    '{"method":"GET","path":"/API/lmapi.php","remote_ip":"127.0.0.1","campaing_spelling":true,"'
    'status":200,"function":"add_lead","user":"6666","headers":[["host","127.0.0.1:8080"],["use'
    'r-agent","curl/8.5.0"],["accept","*/*"]],"dialect":"documented","said_after":[0,0,0,0,0,0,'
    '0,0,0,0,1,1,1,2,2,2],"watched":[[false,false,"",false,false,[],[]],false,false,false,false'
    '],"seconds":0.00'
    ',"request_id":"","lead_id":1,"at":"2026-11-27T20:'
    '+00:00","query":"source=test&user=6666&pass=XXXX&function=add_lead&phone_number=7275551212'
    "&phone_code=1&list_id=101&first_name=&last_name=&duplicate_check=DUPSYS30DAY&add_to_hopper"
    '=Y"'
    ',"body":"","stages":16,"lines":[["LEAD_ADDED",{"phone_number":"7275551212","list_id":"101"'
    ',"lead_id":1,"gmt_offset":"-5","user":"6666"},"add_lead",true],["ADDED_TO_HOPPER",{"phone_'
    'number":"7275551212","lead_id":1,"hopper_id":1,"user":"6666"},"add_lead",true]],"rows":[["'
    'vicidial_list",1,"inserted","lead_id,entry_date,modify_date,status,user,phone_number,phone'
    "_code,list_id,vendor_lead_code,source_id,title,first_name,middle_initial,last_name,address"
    "1,address2,address3,city,state,province,postal_code,country_code,gender,date_of_birth,alt_"
    "phone,email,security_phrase,comments,rank,owner,entry_list_id,gmt_offset_now,called_since_"
    'last_reset,called_count,last_local_call_time",[1,"2026-11-27 20:'
    '","NEW","6666","7275551212","1",101,"","","","","","","","","","","","","","","U","0000-00'
    '-00","","","","",0,"",0,"-5.00","N",0,"2026-11-27 20:'
    '"],null],["vicidial_hopper",1,"inserted","hopper_id,lead_id,campaign_id,status,user,list_i'
    'd,gmt_offset_now,state,priority,source,vendor_lead_code",[1,1,"TESTCAMP","READY","",101,"-'
    '5.00","",0,"P",""],null],["vicidial_api_log",1,"inserted","api_id,user,api_date,api_script'
    ',function,agent_user,value,result,result_reason,source,data,run_time,webserver,api_url",[1'
    ',"6666","2026-11-27 20:'
    '","non-agent","add_lead","","","SUCCESS","add_lead LEAD HAS BEEN ADDED","test","7275551212'
    '|101|1|-5","0.000'
    '",1,1],null],["vicidial_api_urls",0,"inserted","api_id,api_date,remote_ip,url",[1,"2026-11'
    "-27 20:"
    '","127.0.0.1","http://127.0.0.1:8080/API/lmapi.php?source=test"],null],["vicidial_api_log"'
    ',1,"inserted","api_id,user,api_date,api_script,function,agent_user,value,result,result_rea'
    'son,source,data,run_time,webserver,api_url",[1,"6666","2026-11-27 20:'
    '","non-agent","add_lead","","","NOTICE","add_lead ADDED TO HOPPER","test","7275551212|1|1"'
    ',"0.000'
    '",1,1],null],["vicidial_api_urls",0,"inserted","api_id,api_date,remote_ip,url",[1,"2026-11'
    "-27 20:"
    '"],null]],"noted":{},"withheld":[true,true,false]}'
)
"""JSON as `stored.py` makes it of what is asked most, cut where requests differ."""
