#!/bin/sh
# The role and the database of the site, made once by PostgreSQL's image on an empty volume. The role owns
# its database and is no superuser: it can neither read files of the server nor run programs there.
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --set "name=${LONGROAD_ROLE:-longroad}" --set "password=$LONGROAD_PASSWORD" <<'SQL'
CREATE ROLE :"name" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
SQL
