#!/bin/sh
# Run once by the PostgreSQL image: the owner of the tables, and the role that web and workers connect as.
set -eu
psql --set ON_ERROR_STOP=1 --username postgres --set owner="$IDI_OWNER_PASSWORD" --set app="$IDI_APP_PASSWORD" <<'SQL'
CREATE ROLE idi_owner LOGIN PASSWORD :'owner';
CREATE ROLE idi_app LOGIN PASSWORD :'app';
CREATE DATABASE idi OWNER idi_owner TEMPLATE template0;
\connect idi
ALTER DEFAULT PRIVILEGES FOR ROLE idi_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO idi_app;
ALTER DEFAULT PRIVILEGES FOR ROLE idi_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO idi_app;
GRANT USAGE ON SCHEMA public TO idi_app;
SQL
