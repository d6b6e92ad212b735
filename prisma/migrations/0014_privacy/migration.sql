-- Notices and their readings, requests of the people whose data this is, their exports, what retention did; password resets; outgoing mail.
CREATE TYPE "data_request_kind" AS ENUM ('CORRECTION', 'OBJECTION', 'QUESTION');
CREATE TYPE "data_request_state" AS ENUM ('RECEIVED', 'ANSWERED', 'DONE', 'REFUSED', 'WITHDRAWN');
CREATE TYPE "data_export_state" AS ENUM ('QUEUED', 'READY', 'FAILED');
CREATE TYPE "password_reset_kind" AS ENUM ('CODE', 'LINK');
CREATE TYPE "outgoing_mail_state" AS ENUM ('QUEUED', 'HELD', 'SENT', 'FAILED');

CREATE TABLE "notice_reading" (
  "account_id" INTEGER NOT NULL,
  "version" TEXT NOT NULL,
  "sha256" TEXT NOT NULL,
  "read_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "notice_reading_pkey" PRIMARY KEY ("account_id", "version"),
  CONSTRAINT "notice_reading_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "data_request" (
  "id" SERIAL NOT NULL,
  "account_id" INTEGER NOT NULL,
  "member_id" INTEGER,
  "unit_id" INTEGER NOT NULL,
  "kind" "data_request_kind" NOT NULL,
  "state" "data_request_state" NOT NULL DEFAULT 'RECEIVED',
  "body" TEXT,
  "proposal" TEXT,
  "answer" TEXT,
  "seal_key" TEXT,
  "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "answer_by" DATE NOT NULL,
  "finish_by" DATE NOT NULL,
  "answered_at" TIMESTAMPTZ(3),
  "finished_at" TIMESTAMPTZ(3),
  "handled_by_id" INTEGER,
  "handled_by_name" TEXT,
  CONSTRAINT "data_request_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "data_request_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "data_request_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "data_request_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
-- The queue of a unit; one's own requests.
CREATE INDEX "data_request_unit_id_state_idx" ON "data_request"("unit_id", "state");
CREATE INDEX "data_request_account_id_idx" ON "data_request"("account_id");
CREATE INDEX "data_request_member_id_idx" ON "data_request"("member_id");

CREATE TABLE "data_export" (
  "id" TEXT NOT NULL,
  "account_id" INTEGER NOT NULL,
  "state" "data_export_state" NOT NULL DEFAULT 'QUEUED',
  "storage_key" TEXT,
  "byte_size" INTEGER,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "finished_at" TIMESTAMPTZ(3),
  CONSTRAINT "data_export_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "data_export_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "data_export_account_id_idx" ON "data_export"("account_id");

CREATE TABLE "retention_run" (
  "rule" TEXT NOT NULL,
  "ran_at" TIMESTAMPTZ(3) NOT NULL,
  "removed" INTEGER NOT NULL,
  "milliseconds" INTEGER NOT NULL,
  CONSTRAINT "retention_run_pkey" PRIMARY KEY ("rule")
);

CREATE TABLE "password_reset" (
  "id" SERIAL NOT NULL,
  "account_id" INTEGER NOT NULL,
  "kind" "password_reset_kind" NOT NULL,
  "secret_hash" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "used_at" TIMESTAMPTZ(3),
  "revoked_at" TIMESTAMPTZ(3),
  "told_at" TIMESTAMPTZ(3),
  "tries" SMALLINT NOT NULL DEFAULT 0,
  "issued_by_id" INTEGER,
  "issued_by_name" TEXT,
  CONSTRAINT "password_reset_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "password_reset_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "password_reset_secret_hash_key" ON "password_reset"("secret_hash");
-- The one code or link of an account that still works; what is to be told at the next sign-in.
CREATE INDEX "password_reset_account_id_idx" ON "password_reset"("account_id");

CREATE TABLE "reset_request" (
  "id" TEXT NOT NULL,
  "identifier" TEXT,
  "seal_key" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "reset_request_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "outgoing_mail" (
  "id" TEXT NOT NULL,
  "account_id" INTEGER NOT NULL,
  "state" "outgoing_mail_state" NOT NULL DEFAULT 'QUEUED',
  "subject" TEXT NOT NULL,
  "address" TEXT,
  "body" TEXT,
  "seal_key" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "sent_at" TIMESTAMPTZ(3),
  "tries" SMALLINT NOT NULL DEFAULT 0,
  "error_code" TEXT,
  CONSTRAINT "outgoing_mail_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "outgoing_mail_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "outgoing_mail_account_id_idx" ON "outgoing_mail"("account_id");
-- What waits to be sent, for the sweep; the outbox, newest first.
CREATE INDEX "outgoing_mail_state_created_at_idx" ON "outgoing_mail"("state", "created_at");
