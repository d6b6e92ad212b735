-- A session whose person said the password again gets a new token; the one before it still reads for some seconds.
ALTER TABLE "auth_session" ADD COLUMN "previous_token_hash" BYTEA;
ALTER TABLE "auth_session" ADD COLUMN "previous_until" TIMESTAMPTZ(3);
CREATE INDEX "auth_session_previous_token_hash_idx" ON "auth_session"("previous_token_hash") WHERE "previous_token_hash" IS NOT NULL;

-- What somebody has yet to be told by e-mail: written with its cause, taken away by the worker that writes the message.
CREATE TABLE "security_notice" (
  "id" TEXT NOT NULL,
  "account_id" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "security_notice_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "security_notice_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "security_notice_account_id_idx" ON "security_notice"("account_id");
CREATE INDEX "security_notice_at_idx" ON "security_notice"("at");
ALTER TABLE security_notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker ON security_notice TO diemcau_worker USING (true) WITH CHECK (true);
-- Web writes them for its own person and for the accounts that person administers, and reads none.
CREATE POLICY adds ON security_notice FOR INSERT TO diemcau_web WITH CHECK (
  (SELECT dc_part()) = 'sign-in' OR account_id = (SELECT dc_account()) OR (SELECT dc_all('accounts.write'))
  OR ((SELECT cardinality(dc_paths('accounts.write')) > 0) AND account_id IN (SELECT dc_accounts_of('accounts.write'))));
REVOKE UPDATE, DELETE ON security_notice FROM diemcau_web;
