# Run once by the database image, on an empty volume: the product's role owns its database and is no superuser.
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv password DB_PASSWORD
CREATE ROLE digitize LOGIN PASSWORD :'password';
CREATE DATABASE digitize OWNER digitize;
REVOKE ALL ON DATABASE digitize FROM PUBLIC;
SQL
