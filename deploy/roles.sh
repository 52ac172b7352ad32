#!/bin/sh
# The two roles of a new database: the owner migrates, the program works with what it was granted.
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set owner_password="$OWNER_PASSWORD" --set program_password="$PROGRAM_PASSWORD" --set database="$POSTGRES_DB" <<'SQL'
CREATE ROLE tradepost_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE tradepost_program LOGIN PASSWORD :'program_password';
ALTER DATABASE :"database" OWNER TO tradepost_owner;
SQL
