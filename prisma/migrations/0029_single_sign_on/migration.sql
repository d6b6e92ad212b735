-- Who an outside provider (OpenID Connect) says somebody is: signs in the one account an administrator linked it to.
CREATE TABLE "oidc_link" (
  "id" SERIAL NOT NULL,
  "account_id" INTEGER NOT NULL,
  "issuer" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "linked_by_name" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "last_used_at" TIMESTAMPTZ(3),
  CONSTRAINT "oidc_link_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "oidc_link_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "oidc_link_issuer_subject_key" ON "oidc_link"("issuer", "subject");
CREATE UNIQUE INDEX "oidc_link_account_id_issuer_key" ON "oidc_link"("account_id", "issuer");

-- Sign-ins made through a link end with it, also those that are half-way.
ALTER TABLE "auth_session" ADD COLUMN "oidc_link_id" INTEGER;
ALTER TABLE "auth_session" ADD CONSTRAINT "auth_session_oidc_link_id_fkey" FOREIGN KEY ("oidc_link_id") REFERENCES "oidc_link"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "auth_session_oidc_link_id_idx" ON "auth_session"("oidc_link_id");
ALTER TABLE "sign_in_step" ADD COLUMN "oidc_link_id" INTEGER;
ALTER TABLE "sign_in_step" ADD CONSTRAINT "sign_in_step_oidc_link_id_fkey" FOREIGN KEY ("oidc_link_id") REFERENCES "oidc_link"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "sign_in_step_oidc_link_id_idx" ON "sign_in_step"("oidc_link_id");

-- Sign-in finds links and notes their use; it cannot make one. Who administers the account makes and removes them, but for oneself.
ALTER TABLE oidc_link ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker ON oidc_link TO diemcau_worker USING (true) WITH CHECK (true);
CREATE POLICY sees ON oidc_link FOR SELECT TO diemcau_web USING (
  (SELECT dc_part()) = ANY ('{sign-in}'::text[]) OR account_id = (SELECT dc_account()) OR (SELECT dc_all('accounts.write'))
  OR ((SELECT cardinality(dc_paths('accounts.write')) > 0) AND account_id IN (SELECT dc_accounts_of('accounts.write'))));
CREATE POLICY links ON oidc_link FOR INSERT TO diemcau_web WITH CHECK (
  account_id <> (SELECT dc_account()) AND ((SELECT dc_all('accounts.write'))
  OR ((SELECT cardinality(dc_paths('accounts.write')) > 0) AND account_id IN (SELECT dc_accounts_of('accounts.write')))));
-- Also what locking a row asks for.
CREATE POLICY uses ON oidc_link FOR UPDATE TO diemcau_web USING (
  (SELECT dc_part()) = ANY ('{sign-in}'::text[]) OR (SELECT dc_all('accounts.write'))
  OR ((SELECT cardinality(dc_paths('accounts.write')) > 0) AND account_id IN (SELECT dc_accounts_of('accounts.write'))));
CREATE POLICY unlinks ON oidc_link FOR DELETE TO diemcau_web USING (
  (SELECT dc_all('accounts.write'))
  OR ((SELECT cardinality(dc_paths('accounts.write')) > 0) AND account_id IN (SELECT dc_accounts_of('accounts.write'))));
REVOKE UPDATE ON oidc_link FROM diemcau_web;
GRANT UPDATE (last_used_at) ON oidc_link TO diemcau_web;
