-- Whose rows of privacy, resets and mail are seen by whom: see docs/security/rows.md.
DO $$
DECLARE one text;
BEGIN
  FOREACH one IN ARRAY ARRAY['notice_reading', 'data_request', 'data_export', 'password_reset', 'reset_request', 'outgoing_mail'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one);
    EXECUTE format('CREATE POLICY worker ON %I TO diemcau_worker USING (true) WITH CHECK (true)', one);
  END LOOP;
END $$;

-- One's own reading; evidence is not taken back.
CREATE POLICY own ON notice_reading TO diemcau_web
  USING (account_id = (SELECT dc_account())) WITH CHECK (account_id = (SELECT dc_account()));
REVOKE UPDATE, DELETE ON notice_reading FROM diemcau_web;

-- One's own requests, and those of the units one looks after.
CREATE POLICY own ON data_request TO diemcau_web
  USING (account_id = (SELECT dc_account())) WITH CHECK (account_id = (SELECT dc_account()));
CREATE POLICY sees ON data_request FOR SELECT TO diemcau_web
  USING ((SELECT dc_all('requests')) OR unit_id IN (SELECT dc_units('requests')));
CREATE POLICY answers ON data_request FOR UPDATE TO diemcau_web
  USING ((SELECT dc_all('requests.write')) OR unit_id IN (SELECT dc_units('requests.write')));
REVOKE DELETE ON data_request FROM diemcau_web;

CREATE POLICY own ON data_export TO diemcau_web
  USING (account_id = (SELECT dc_account())) WITH CHECK (account_id = (SELECT dc_account()));

-- Codes and links belong to sign-in; a person is told of those that were used.
CREATE POLICY sign_in ON password_reset TO diemcau_web
  USING ((SELECT dc_part()) = ANY ('{sign-in}')) WITH CHECK ((SELECT dc_part()) = ANY ('{sign-in}'));
CREATE POLICY own ON password_reset FOR SELECT TO diemcau_web USING (account_id = (SELECT dc_account()));
CREATE POLICY told ON password_reset FOR UPDATE TO diemcau_web USING (account_id = (SELECT dc_account()) AND used_at IS NOT NULL);
REVOKE UPDATE, DELETE ON password_reset FROM diemcau_web;
GRANT UPDATE (tries, used_at, revoked_at, told_at) ON password_reset TO diemcau_web;
CREATE POLICY sign_in ON reset_request TO diemcau_web
  USING ((SELECT dc_part()) = ANY ('{sign-in}')) WITH CHECK ((SELECT dc_part()) = ANY ('{sign-in}'));
REVOKE UPDATE, DELETE ON reset_request FROM diemcau_web;

-- Messages are written by the worker, and read by who administers the account.
CREATE POLICY sees ON outgoing_mail FOR SELECT TO diemcau_web
  USING ((SELECT dc_all('accounts.write')) OR ((SELECT cardinality(dc_paths('accounts.write')) > 0) AND account_id IN (SELECT dc_accounts_of('accounts.write'))));
REVOKE INSERT, UPDATE, DELETE ON outgoing_mail FROM diemcau_web;

-- When the job of retention ran; nothing about people.
REVOKE INSERT, UPDATE, DELETE ON retention_run FROM diemcau_web;
