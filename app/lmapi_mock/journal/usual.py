"""What entries of the shared journal have in common, by which their texts are compressed.

Never to be changed: what is stored can be read by this alone, whichever version stored it. Another
one would stand beside it, and compression tells by which of them a text was made.
"""

from __future__ import annotations

from typing import Final

USUAL: Final = (
    'nothing","useFUNCTION","",true,[]]],"t20,[20,"6666nothing","","NO FUNCTION SPECIFIED","tesno'
    'thing&","bodversion","used_after":[1],"stages":1,"heads":[["VERSION","version",false,["versi'
    'on","build","date","epoch","dst","tz","tz_now"]]],"2.14-202","250720-1841","2021795824250,0,'
    '"0.00,"0.00]],"va9,[19,"6666version","","","test","VERSION: 2.14-202|BUILD: 250720-1841|DATE'
    ': 2026-1|EPOCH: 1795824250|DST: 0|TZ: 0.00|TZNOW: 0.00|","0.0version&","bodfalse,trueupdate_'
    'lead"1,1,1],"watDELETED","deleted","adeleted","",null0,0,"6666",2,"","1alues":[[0,[],{"leent'
    'ry_date":"2026-modify_date":"2026-:"","source_id":"101,"gmt_of":"-5.00","called":"N","phone_'
    'code":"1","phone:"7275551214","title":"","fir":"","last_name":"Lee","address1":"","address2"'
    ':"","address3":"","city":"Rome","state":"","province":"","pos:"","country_code":"USA","gende'
    'r":"U","date_of_birth":"0000-alt_phone":"","email":"","securi":"","comments":"","called_coun'
    't":0,"last_lrank":0,"owner":"","ent101}],[18,[18,"6666update_lead" HAS BEEN DELETED 0|0","te'
    'sseconds":0.014058916000067256,"at":2&delete_lead=Y","b,"left in vicidi:1,"left in custom_10'
    '1":1},"witfalse,"TESTCAist_id","list_name","campaign_id"]]],"list_id,list_name,campaign_id,a'
    "ctive,expiration_date,reset_time,campaign_cid_override,agent_script_override,am_message_exte"
    'n_override,drop_inbound_group_override",nudmin_log",dmin_log_id,event_date,user,ip_address,e'
    'vent_section,event_type,record_id,event_code,event_sql,event_notes,user_group",null6666","70'
    '02","new","TESTCAMP"]],"v0,[7002,"new","TESTCAMP","N","2099-12-31","","6666","127.0.0.1","LI'
    'STS","ADD","7002","ADMIN API ADD LIST","ADMIN API ADD LIST 7002","list: 7002|TESTCAMP||","--'
    '-ALL---"],null],[17,[17,"6666ist LIST HAS B002|new|TESTCAMP","0.0seconds":0.0300046669999574'
    '08,"at":ist&list_id=7002&list_name=new&campaign_id=TESTCAMP","bod"copy_verdict":""},"witchec'
    'k_phone_8,"heads":[["CHECKED","check_phone_false,["parts","phonephone_code","postal_code","s'
    'tate","owner"]]]AREACODE: 1|-5#","727,"1","","",""]],"v6,[16,"6666check_phone_AREACODE: 1|-5'
    '#PHONE: 7275550000|1||||","test","","0.0check_phone_number&phone0000&phone=9am-9pm","bodlead'
    '_status_search","useRESULTS","lead_status_searcstatus"]]],"6666","1","NEW"]],"v5,[15,"6666le'
    'ad_status_search","","","ERROR","lead_status_search NO RESULTS FOUND","tesNEW|","0.0lead_sta'
    'tus_search&lead_id=1&status=NEW&date=2026-11-28","bod"no_such_day":fallead_all_info","useTOL'
    'D","lead_all_info",falstold_stage"]],["LEADS_TOLD","lead_all_info",falsnull]],"fiSALE|6666||'
    '|101|-5.00|1|7275551215||Bea||Lee|||||||||U|0000-00-00|||||0|2026-1|0||0|1\\n","666,"pipe"],'
    '["SALE|6666|||101|-5.00|1|7275551215||Bea||Lee|||||||||U|0000-00-00|||||0|2026-1|0||0|1\\n"]'
    '],"v4,[14,"6666lead_all_info","","lead_all_info SALE|6666|||101|-5.00|1|7275551215||Bea||Lee'
    '|||||||||U|0000-00-00|||||0|2026-1|0||0|1\\n","tes|pipe","0.0lead_all_info&lead_all_info&"fo'
    'und":1},"wit,"broke":["the reading of the custom fields",true,["","what list 0 has of custom'
    ' fields"],4,0,0]}lead_field_info","use5,"heads":[["FIELD_TOLD","lead_field_info",falsstage"]'
    ']],"Bea","6666","1",""]],"v3,[13,"6666lead_field_info","","lead_field_info Bea","test","6666'
    '|1|","0.0lead_field_info&lead_id=1&field_name=first_name","bodlead_search","useS_FOUND","lea'
    'd_search",false,["output","lead_id_lead_code","phonefound"]]],"null]],"fisearch_keyrecords_f'
    'oundlead_ids\\n7275551214|1|2\\n","","1214",1]],"va2,[12,"666lead_search","","lead_search LE'
    'ADS FOUN1214|1","0.lead_search&phone4&header=YES"],nullead_search&phone4&header=YES","bod"re'
    'stricted":false,"beyond_records":0,"miscounted":[],"told":2},"witbatch_update_lead"5,"heads"'
    ':[["BATCH_UPDATED","batch_updatechanged","found","leads"]]],"updated","city",null6666",1,1,"'
    '2"]],"v0,[2,"Rome"],{"lead_id":2,"city":""}],[11,[11,"666batch_update_lead"batch_update_lead'
    ' LEADS HAVE BEEN UPDATbatch_updates=1,2,99&city=Rome&records=1","bod"wanted":3,"taken":1,"le'
    'ft_out":{"no lead":[1,[99]],"beyond records":[1,[1]]},"restricts_nobody":false},"witupdate_l'
    'ead"7,"heads":[["NO_MATCHES","updead_id","vendor6666","","","7275550000"]],"v0,[10,"6666upda'
    'te_lead"ERROR","upd NO MATCHES FOUND IN THE SYSTEM","test","||7275550000","0.0update_lead&se'
    'arch_method=PHONE_NUMBER&phone0000&records=2&city=Rome","bod],"lead_id":"","list_id":"","was'
    'update_lead"accept","appjson, text/plain, */*"],["uaxios/1.7.2"],["acompress, deflate, br"],'
    '["conclose"]],"d1,1,1],"watfalse,false,"",false,false,[],[]],UPDATED","update_lead",false,["'
    'user","lchanged","archived","phoneupdated","status,first_name",nu6666",1,1,"","","101"]],"v0'
    ',[1,"SALE","Bea"],{"lead_tatus":"NEW","first_name":"Ann"}],[9,[9,"6666update_lead"update_lea'
    'd UPDATED","test","|101|1|","0.0seconds":0.012525955999990401,"at"update_lead&lead_id=1&firs'
    't_name=Bea&status=SALE","bod"found":{"$object":{"leads":[{"$object":{"lead_id":1,"list_id":"'
    '101","entry_list_id":"0","status":"NEW"}}],"lead_id":"1","list_id":"101","was_inserted":fals'
    'e,"may_set":true,"archived":"","rows_deleted":"","callback_user":"","by":"lead_id","more":fa'
    'lse}}},"witGo-http-client/1.1"],["aTESTCAMP",true,true,[],[]],6,"heads":[["INVALID_LENGTH","'
    'add8,[8,"6666INVALID PHONELENGTH","test","1","0.seconds":0.00,"at":Apache-HttpClient/4.5.14 '
    '(Java/17.0.1)"],["conKeep-Alive"],["a],"dialect":"vicidi9,"heads":[["DUPLIST","addduplicate_'
    'lead_id"]]],"4","101",2]],"va7,[7,"6666ERROR","add_lead DUPLICATE PHONE NUMBER IN LIST","tes'
    '4|101|2","0seconds":0.016638087000046653,"at":4&list_id=101&dupliLIST","bod{"method":"POST",'
    '"path":"/vicidi","body_size":398,"remoccept","*/*"],["con,["content-type","application/x-www'
    '-form-urlencoded"],["content-length","398"]],"d1,1,1],"watnull]],"fi3","101",3,"-5","66663,['
    '3,"20261 Main St","","","Tampa","FL","","33601","USA","F","000a@b.com","","6,[6,"6666DUPCAMP'
    '","SUC3|101|3|-5","address1=1 Main St&address2=&address3=&city=Tampa&state=FL&province=&pos3'
    "3601&counta@b.com&vendor=&gender=F&date_ty_phrase=&commCAMP&GET-AND-POST=Y&sourceaddress1=1 "
    "Main St&address2=&address3=&city=Tampa&state=FL&province=&pos33601&counta@b.com&vendor=&gend"
    'er=F&date_ty_phrase=&commCAMP"],nul","body":"soaddress1=1+Main+St&address2=&address3=&city=T'
    'ampa&state=FL&province=&pos33601&counta%40b.com&vendor=&gender=F&date_ty_phrase=&commCAMP","'
    'notvicidial/non_agent_api.phpython-requests/2.32.3"],["accept-encoding","gzip, deflate"],["a'
    ',["connection","keep-alive"]],"dvicidial","sai2,3,3,3],"watCUSTOM_VALUES_ADDEDead_id","list_'
    'id","changed_leads"]],["custom_101","ins,birthday",nullvicidial/non_agent_api.phvicidial/non'
    '_agent_api.phvicidial/non_agent_api.ph4","101",2,"-5",4",2,"101",1],["7275551214",2,2,"66660'
    ',[2,"","0003,[3,"66664|101|2|-5","0.00,1,2],null],[0,[3,"20264,[4,"6666CUSTOM FIELDS VALUES '
    'ADDED4|2|101","0.00,1,2],null],[0,[4,"20265,[5,"66664|2|2","0.00,1,2],null],[0,[5,"20262,"se'
    'conds":0.041758708999623195,"at":LIST&campaign_id=&custom_fields=Y&vendor=&source_id=&title='
    "&address1=&city=&state=&postal_code=&country_code=USA&email=&date_of_birth=&comments=&rank=&"
    'owner=&alt_phone=&securi{"method":"GET","path":"/API/lmapi.php","remote_ip":"127.0.0.1","cam'
    'paing_spelling":true,"status":200,"function":"add_lead","user":"6666","headers":[["host","12'
    '7.0.0.1:8080"],["user-agent","curl/8.5.0"],["accept","*/*"]],"dialect":"documented","said_af'
    'ter":[0,0,0,0,0,0,0,0,0,0,1,1,1,2,2,2],"watched":[[true,true,"SALES",true,true,["birthday","'
    'favorite_color"],[]],false,false,false,false],"stages":16,"heads":[["LEAD_ADDED","add_lead",'
    'true,["phone_number","list_id","lead_id","gmt_offset","user"]],["ADDED_TO_HOPPER","add_lead"'
    ',true,["phone_number","lead_id","hopper_id","user"]]],"tables":[["vicidial_list","inserted",'
    '"lead_id,entry_date,modify_date,status,user,phone_number,phone_code,list_id,vendor_lead_code'
    ",source_id,title,first_name,middle_initial,last_name,address1,address2,address3,city,state,p"
    "rovince,postal_code,country_code,gender,date_of_birth,alt_phone,email,security_phrase,commen"
    "ts,rank,owner,entry_list_id,gmt_offset_now,called_since_last_reset,called_count,last_local_c"
    'all_time",null],["vicidial_hopper","inserted","hopper_id,lead_id,campaign_id,status,user,lis'
    't_id,gmt_offset_now,state,priority,source,vendor_lead_code",null],["vicidial_api_log","inser'
    'ted","api_id,user,api_date,api_script,function,agent_user,value,result,result_reason,source,'
    'data,run_time,webserver,api_url",null],["vicidial_api_urls","inserted","api_id,api_date,remo'
    'te_ip,url","http://127.0.0.1:8080/API/lmapi.php?"],["vicidial_api_log","inserted","api_id,us'
    "er,api_date,api_script,function,agent_user,value,result,result_reason,source,data,run_time,w"
    'ebserver,api_url",null],["vicidial_api_urls","inserted","api_id,api_date,remote_ip,url","htt'
    'p://127.0.0.1:8080/API/lmapi.php?"]],"fields":[["7275551215","101",1,"-5","6666"],["72755512'
    '15",1,1,"6666"]],"values":[[1,[1,"2026-11-28 00:0","2026-11-28 00:0","NEW","6666","727555121'
    '5","1",101,"","","","Ann","","Lee","","","","","","","","","U","0000-00-00","","","","",0,""'
    ',0,"-5.00","N",0,"2026-11-28 00:0"],null],[1,[1,1,"SALES","READY","",101,"-5.00","",0,"P",""'
    '],null],[1,[1,"6666","2026-11-28 00:0","non-agent","add_lead","","","SUCCESS","add_lead LEAD'
    ' HAS BEEN ADDED","test","7275551215|101|1|-5","0.00,1,1],null],[0,[1,"2026-11-28 00:0","127.'
    '0.0.1"],null],[2,[2,"6666","2026-11-28 00:0","non-agent","add_lead","","","NOTICE","add_lead'
    ' ADDED TO HOPPER","test","7275551215|1|1","0.00,1,1],null],[0,[2,"2026-11-28 00:0","127.0.0.'
    '1"],null]],"request_id":","lead_id":1,"seconds":0.1608821079998961,"at":"2026-11-28T00:0+00:'
    '00","query":"source=test&user=6666&pass=XXXX&function=add_lead&phone_number=7275551215&phone'
    "_code=1&list_id=101&first_name=Ann&last_name=Lee&duplicate_check=DUPSYS30DAY&add_to_hopper=Y"
    '","body":"","noted":{},"withheld":[true,true,false]}'
)
"""JSON as `stored.py` makes it: of each of seventeen requests what those behind it have not."""

TABLES: Final = (
    "N6Qw7IE/3U43EMiapAP////////HC9/67W8bkk3Iwjcv/yaghFVtFK31NxQhjBAt9PhOUsqUUkoJEcJhJNwFPRMBIBgI"
    "BQODAdEk1xsABMDAE56UkwUNEcpmcVg8FARDASkYAymMYSCGAhgEGAIMKmdyEAAApLYToThNopQyBgCkFAIAAAAAAAAB"
    "AAAABAAAAAgAAAA="
)
"""What zstd begins a dictionary with, in base64: how often which letters and lengths come.

zstd's `finalize_dict` made it of USUAL and a hundred and fifty entries: `add_lead` by several
clients, with other names, numbers and sources, and one in three of other functions.
"""

USUAL_OF_ZLIB: Final = (
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
"""Of what versions before this stored: JSON of what is asked most, cut where requests differ."""
