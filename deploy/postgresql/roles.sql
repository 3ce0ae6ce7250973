-- Run once as PostgreSQL's administrator. No role has a password: pg_ident.conf says who is who.
CREATE ROLE scalpwise_owner LOGIN;                    -- owns and changes the tables
CREATE ROLE scalpwise_web LOGIN CONNECTION LIMIT 40;  -- the site: owns nothing
CREATE ROLE scalpwise_backup LOGIN REPLICATION;       -- copies the server, reads no table
CREATE ROLE scalpwise_reader LOGIN;                   -- reads everything, changes nothing
CREATE DATABASE scalpwise OWNER scalpwise_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE scalpwise FROM PUBLIC;
REVOKE ALL ON DATABASE postgres FROM PUBLIC;
GRANT CONNECT ON DATABASE scalpwise TO scalpwise_web, scalpwise_reader;
GRANT pg_read_all_data TO scalpwise_reader;
ALTER ROLE scalpwise_reader SET default_transaction_read_only = on;
ALTER ROLE scalpwise_reader SET statement_timeout = '5min';
