# sh bulk.sh, in the folder of leads.csv.
set -eu
lmapi-mock import leads leads.csv --list-id 101 --database staging.sqlite3
lmapi-mock export leads --database staging.sqlite3 > leads-now.csv
