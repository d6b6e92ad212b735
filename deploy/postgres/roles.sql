-- For a Postgres that others run: roles and logins of Điểm Cầu, made once by an administrator, before the first migration.
-- psql -v web_password=… -v worker_password=… -v owner=… -f roles.sql
-- Then: DATABASE_URL of the owner for migrations and the command line, of diemcau_web_login for web, of diemcau_worker_login for worker and ingest.
CREATE ROLE diemcau_web NOLOGIN;
CREATE ROLE diemcau_worker NOLOGIN;
CREATE ROLE diemcau_web_login LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'web_password' IN ROLE diemcau_web;
CREATE ROLE diemcau_worker_login LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'worker_password' IN ROLE diemcau_worker;
-- The command line works as the owner and may look as the others do.
GRANT diemcau_web, diemcau_worker TO :"owner";
