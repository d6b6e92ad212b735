-- The first state of the database. The part made from prisma/schema comes first; below it, marked, what Prisma cannot express.

CREATE EXTENSION IF NOT EXISTS ltree;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE COLLATION IF NOT EXISTS vietnamese (provider = icu, locale = 'vi');

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "role" AS ENUM ('MEMBER', 'SECRETARY', 'VENUE_CLERK', 'ORGANISER', 'COMMITTEE', 'INSPECTOR', 'ADMINISTRATOR');

-- CreateEnum
CREATE TYPE "attendance_way" AS ENUM ('HALL', 'ONLINE', 'MAKE_UP');

-- CreateEnum
CREATE TYPE "evidence_kind" AS ENUM ('ROLL_CALL', 'EXCUSE', 'CORRECTION');

-- CreateEnum
CREATE TYPE "document_kind" AS ENUM ('RESOLUTION', 'DIRECTIVE', 'CONCLUSION', 'REGULATION', 'GUIDANCE', 'OTHER');

-- CreateEnum
CREATE TYPE "campaign_state" AS ENUM ('DRAFT', 'OPEN', 'CLOSED');

-- CreateEnum
CREATE TYPE "roster_reason" AS ENUM ('REQUIRED', 'EXEMPT', 'TRANSFERRED_OUT', 'TEMPORARILY_ELSEWHERE');

-- CreateEnum
CREATE TYPE "upload_purpose" AS ENUM ('RECORDING', 'MATERIAL');

-- CreateEnum
CREATE TYPE "upload_state" AS ENUM ('RECEIVING', 'RECEIVED', 'REJECTED', 'USED');

-- CreateEnum
CREATE TYPE "asset_state" AS ENUM ('QUEUED', 'PROBING', 'TRANSCODING', 'PACKING', 'READY', 'FAILED');

-- CreateEnum
CREATE TYPE "unit_kind" AS ENUM ('CENTRAL', 'BLOC', 'SUPERIOR', 'GRASSROOTS', 'DEPARTMENT', 'CELL');

-- CreateEnum
CREATE TYPE "member_kind" AS ENUM ('OFFICIAL', 'PROBATIONARY');

-- CreateEnum
CREATE TYPE "member_activity" AS ENUM ('ACTIVE', 'EXEMPT', 'TEMPORARILY_ELSEWHERE', 'TRANSFERRED_OUT', 'STRUCK_OFF', 'DECEASED');

-- CreateEnum
CREATE TYPE "import_kind" AS ENUM ('UNITS', 'MEMBERS');

-- CreateEnum
CREATE TYPE "import_state" AS ENUM ('UPLOADED', 'READING', 'PREVIEW', 'COMMITTING', 'DONE', 'FAILED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "import_row_action" AS ENUM ('CREATE', 'UPDATE', 'UNCHANGED', 'DUPLICATE', 'ERROR');

-- CreateEnum
CREATE TYPE "question_kind" AS ENUM ('SINGLE', 'MULTIPLE', 'TRUE_FALSE', 'NUMERIC', 'SHORT_ANSWER', 'MATCHING', 'ESSAY');

-- CreateEnum
CREATE TYPE "report_state" AS ENUM ('QUEUED', 'RENDERING', 'READY', 'FAILED');

-- CreateEnum
CREATE TYPE "report_format" AS ENUM ('DOCX', 'PDF', 'XLSX');

-- CreateTable
CREATE TABLE "account" (
    "id" SERIAL NOT NULL,
    "username" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "must_change_password" BOOLEAN NOT NULL DEFAULT true,
    "member_id" INTEGER,
    "language" TEXT NOT NULL DEFAULT 'vi',
    "failed_attempts" INTEGER NOT NULL DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),
    "last_sign_in_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "role_grant" (
    "id" SERIAL NOT NULL,
    "account_id" INTEGER NOT NULL,
    "role" "role" NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "granted_by_id" INTEGER,
    "granted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "role_grant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auth_session" (
    "id" SERIAL NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "account_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "user_agent" TEXT,
    "address" TEXT,

    CONSTRAINT "auth_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session_coverage" (
    "session_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "live" int4multirange NOT NULL DEFAULT '{}'::int4multirange,
    "recording" int4multirange NOT NULL DEFAULT '{}'::int4multirange,
    "covered" INTEGER NOT NULL DEFAULT 0,
    "position" INTEGER NOT NULL DEFAULT 0,
    "ticket_at" TIMESTAMPTZ(3) NOT NULL,
    "last_beat_at" TIMESTAMPTZ(3) NOT NULL,
    "allowance" DOUBLE PRECISION NOT NULL DEFAULT 0,

    CONSTRAINT "session_coverage_pkey" PRIMARY KEY ("session_id","member_id")
);

-- CreateTable
CREATE TABLE "attendance_evidence" (
    "id" SERIAL NOT NULL,
    "session_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "kind" "evidence_kind" NOT NULL,
    "positive" BOOLEAN NOT NULL,
    "way" "attendance_way",
    "reason" TEXT,
    "recorded_by_id" INTEGER,
    "recorded_by_name" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "attendance_evidence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member_outcome" (
    "campaign_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "required" BOOLEAN NOT NULL,
    "ways" SMALLINT[],
    "excused" BOOLEAN NOT NULL DEFAULT false,
    "quiz_score" INTEGER,
    "quiz_passed" BOOLEAN NOT NULL DEFAULT false,
    "paper_done" BOOLEAN NOT NULL DEFAULT false,
    "studied" BOOLEAN NOT NULL DEFAULT false,
    "way" "attendance_way",
    "computed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_outcome_pkey" PRIMARY KEY ("campaign_id","member_id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "action" TEXT NOT NULL,
    "actor_account_id" INTEGER,
    "actor_name" TEXT NOT NULL,
    "target_type" TEXT NOT NULL,
    "target_id" TEXT NOT NULL,
    "unit_id" INTEGER,
    "data" JSONB NOT NULL DEFAULT '{}',
    "request_id" TEXT,
    "address" TEXT,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "party_document" (
    "id" SERIAL NOT NULL,
    "code" TEXT NOT NULL,
    "kind" "document_kind" NOT NULL,
    "reference_number" TEXT,
    "title" TEXT NOT NULL,
    "issuer" TEXT,
    "issued_on" DATE,
    "body" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "party_document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign" (
    "id" SERIAL NOT NULL,
    "code" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "unit_id" INTEGER NOT NULL,
    "state" "campaign_state" NOT NULL DEFAULT 'DRAFT',
    "opens_at" TIMESTAMPTZ(3),
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "deadline_time_zone" TEXT NOT NULL DEFAULT 'Asia/Ho_Chi_Minh',
    "coverage_threshold" INTEGER NOT NULL DEFAULT 8000,
    "quiz_required" BOOLEAN NOT NULL DEFAULT true,
    "paper_required" BOOLEAN NOT NULL DEFAULT false,
    "roster_taken_at" TIMESTAMPTZ(3),
    "opened_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "created_by_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "campaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_document" (
    "campaign_id" INTEGER NOT NULL,
    "document_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "campaign_document_pkey" PRIMARY KEY ("campaign_id","document_id")
);

-- CreateTable
CREATE TABLE "document_reading" (
    "member_id" INTEGER NOT NULL,
    "document_id" INTEGER NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "document_reading_pkey" PRIMARY KEY ("member_id","document_id")
);

-- CreateTable
CREATE TABLE "campaign_audience" (
    "campaign_id" INTEGER NOT NULL,
    "unit_id" INTEGER NOT NULL,

    CONSTRAINT "campaign_audience_pkey" PRIMARY KEY ("campaign_id","unit_id")
);

-- CreateTable
CREATE TABLE "study_session" (
    "id" SERIAL NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "topic" TEXT NOT NULL DEFAULT '',
    "lecturer" TEXT NOT NULL DEFAULT '',
    "lecturer_title" TEXT NOT NULL DEFAULT '',
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "study_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "roster_entry" (
    "campaign_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "reason" "roster_reason" NOT NULL,
    "kind" "member_kind" NOT NULL,
    "key_cadre" BOOLEAN NOT NULL DEFAULT false,
    "taken_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "roster_entry_pkey" PRIMARY KEY ("campaign_id","member_id")
);

-- CreateTable
CREATE TABLE "guest_count" (
    "campaign_id" INTEGER NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "recorded_by_id" INTEGER,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "guest_count_pkey" PRIMARY KEY ("campaign_id","unit_id")
);

-- CreateTable
CREATE TABLE "upload" (
    "id" TEXT NOT NULL,
    "owner_id" INTEGER NOT NULL,
    "purpose" "upload_purpose" NOT NULL DEFAULT 'RECORDING',
    "file_name" TEXT NOT NULL,
    "byte_size" BIGINT NOT NULL,
    "state" "upload_state" NOT NULL DEFAULT 'RECEIVING',
    "session_id" INTEGER,
    "error_code" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "upload_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "media_asset" (
    "id" SERIAL NOT NULL,
    "public_path" TEXT NOT NULL,
    "upload_id" TEXT,
    "file_name" TEXT NOT NULL,
    "state" "asset_state" NOT NULL DEFAULT 'QUEUED',
    "progress" INTEGER NOT NULL DEFAULT 0,
    "error_code" TEXT,
    "error_detail" TEXT,
    "duration_seconds" DOUBLE PRECISION,
    "width" INTEGER,
    "height" INTEGER,
    "renditions" JSONB NOT NULL DEFAULT '[]',
    "storyboard" JSONB,
    "byte_size" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "media_asset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recording" (
    "id" SERIAL NOT NULL,
    "session_id" INTEGER NOT NULL,
    "asset_id" INTEGER NOT NULL,
    "timeline_seconds" INTEGER NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "recording_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "caption_track" (
    "id" SERIAL NOT NULL,
    "asset_id" INTEGER NOT NULL,
    "language" TEXT NOT NULL DEFAULT 'vi',
    "label" TEXT NOT NULL DEFAULT 'Tiếng Việt',
    "body" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "caption_track_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "unit" (
    "id" SERIAL NOT NULL,
    "code" TEXT NOT NULL,
    "parent_id" INTEGER,
    "kind" "unit_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "path" ltree NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'Asia/Ho_Chi_Minh',
    "country" TEXT NOT NULL DEFAULT 'VN',
    "position" INTEGER NOT NULL DEFAULT 0,
    "search_key" TEXT NOT NULL DEFAULT '',
    "closed_on" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "unit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member" (
    "id" SERIAL NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "full_name" TEXT NOT NULL,
    "sort_key" TEXT NOT NULL,
    "search_key" TEXT NOT NULL,
    "match_key" TEXT NOT NULL,
    "birth_date" DATE,
    "birth_year" INTEGER,
    "card_number" TEXT,
    "kind" "member_kind" NOT NULL DEFAULT 'OFFICIAL',
    "joined_on" DATE,
    "status" "member_activity" NOT NULL DEFAULT 'ACTIVE',
    "party_position" TEXT,
    "government_position" TEXT,
    "key_cadre" BOOLEAN NOT NULL DEFAULT false,
    "email" TEXT,
    "phone" TEXT,
    "time_zone" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member_status" (
    "id" SERIAL NOT NULL,
    "member_id" INTEGER NOT NULL,
    "status" "member_activity" NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_status_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member_home" (
    "id" SERIAL NOT NULL,
    "member_id" INTEGER NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_home_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_run" (
    "id" TEXT NOT NULL,
    "kind" "import_kind" NOT NULL,
    "state" "import_state" NOT NULL DEFAULT 'UPLOADED',
    "file_name" TEXT NOT NULL,
    "storage_key" TEXT NOT NULL,
    "byte_size" BIGINT NOT NULL,
    "sha256" TEXT,
    "mapping" JSONB,
    "unit_id" INTEGER,
    "dry_run" BOOLEAN NOT NULL DEFAULT false,
    "progress" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "summary" JSONB,
    "error_code" TEXT,
    "error_detail" TEXT,
    "created_by_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "import_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_row" (
    "run_id" TEXT NOT NULL,
    "row_number" INTEGER NOT NULL,
    "action" "import_row_action" NOT NULL,
    "data" JSONB NOT NULL,
    "errors" JSONB NOT NULL DEFAULT '[]',
    "member_id" INTEGER,

    CONSTRAINT "import_row_pkey" PRIMARY KEY ("run_id","row_number")
);

-- CreateTable
CREATE TABLE "question_bank" (
    "id" SERIAL NOT NULL,
    "code" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "question_bank_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "question" (
    "id" SERIAL NOT NULL,
    "bank_id" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "category" TEXT NOT NULL,
    "kind" "question_kind" NOT NULL,
    "stem" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "key" JSONB NOT NULL,
    "retired_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "question_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quiz" (
    "id" SERIAL NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "bank_id" INTEGER NOT NULL,
    "question_count" INTEGER NOT NULL DEFAULT 10,
    "draw" JSONB NOT NULL DEFAULT '{}',
    "minutes" INTEGER NOT NULL DEFAULT 15,
    "attempts" INTEGER NOT NULL DEFAULT 2,
    "pass_mark" INTEGER NOT NULL DEFAULT 7000,
    "after_coverage" BOOLEAN NOT NULL DEFAULT true,
    "opens_at" TIMESTAMPTZ(3),
    "closes_at" TIMESTAMPTZ(3),

    CONSTRAINT "quiz_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quiz_attempt" (
    "id" SERIAL NOT NULL,
    "quiz_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "submitted_at" TIMESTAMPTZ(3),
    "timed_out" BOOLEAN NOT NULL DEFAULT false,
    "paper" JSONB NOT NULL,
    "score" INTEGER,
    "max_score" INTEGER,
    "passed" BOOLEAN,

    CONSTRAINT "quiz_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quiz_answer" (
    "attempt_id" INTEGER NOT NULL,
    "question_id" INTEGER NOT NULL,
    "answer" JSONB NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "mark" INTEGER,

    CONSTRAINT "quiz_answer_pkey" PRIMARY KEY ("attempt_id","question_id")
);

-- CreateTable
CREATE TABLE "letterhead" (
    "id" SERIAL NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "superior_name" TEXT NOT NULL,
    "issuer_name" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "signer_authority" TEXT NOT NULL,
    "signer_office" TEXT NOT NULL DEFAULT '',
    "signer_name" TEXT NOT NULL DEFAULT '',
    "recipients" JSONB NOT NULL DEFAULT '[]',
    "term" TEXT NOT NULL DEFAULT '',
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,

    CONSTRAINT "letterhead_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "snapshot" (
    "id" SERIAL NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "frozen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "frozen_by_id" INTEGER,
    "frozen_by_name" TEXT NOT NULL,
    "figures" JSONB NOT NULL,
    "sha256" TEXT NOT NULL,
    "supplements_id" INTEGER,

    CONSTRAINT "snapshot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "snapshot_member" (
    "snapshot_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "full_name" TEXT NOT NULL,
    "sort_key" TEXT NOT NULL,
    "birth_year" INTEGER,
    "required" BOOLEAN NOT NULL,
    "roster_reason" "roster_reason" NOT NULL,
    "studied" BOOLEAN NOT NULL,
    "way" "attendance_way",
    "excused" BOOLEAN NOT NULL,
    "key_cadre" BOOLEAN NOT NULL,
    "quiz_score" INTEGER,
    "quiz_passed" BOOLEAN NOT NULL,
    "paper_done" BOOLEAN NOT NULL,
    "note" TEXT,

    CONSTRAINT "snapshot_member_pkey" PRIMARY KEY ("snapshot_id","member_id")
);

-- CreateTable
CREATE TABLE "completion_report" (
    "id" SERIAL NOT NULL,
    "snapshot_id" INTEGER NOT NULL,
    "state" "report_state" NOT NULL DEFAULT 'QUEUED',
    "progress" INTEGER NOT NULL DEFAULT 0,
    "stage" TEXT NOT NULL DEFAULT '',
    "error_code" TEXT,
    "error_detail" TEXT,
    "fields" JSONB NOT NULL DEFAULT '{}',
    "requested_by_id" INTEGER,
    "requested_by_name" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "claim_token" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "issued_at" TIMESTAMPTZ(3),
    "issued_by_name" TEXT,
    "request_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "completion_report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "report_file" (
    "report_id" INTEGER NOT NULL,
    "format" "report_format" NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "storage_key" TEXT NOT NULL,
    "byte_size" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "report_file_pkey" PRIMARY KEY ("report_id","format")
);

-- CreateIndex
CREATE UNIQUE INDEX "account_username_key" ON "account"("username");

-- CreateIndex
CREATE UNIQUE INDEX "account_member_id_key" ON "account"("member_id");

-- CreateIndex
CREATE INDEX "role_grant_account_id_idx" ON "role_grant"("account_id");

-- CreateIndex
CREATE INDEX "role_grant_unit_id_idx" ON "role_grant"("unit_id");

-- CreateIndex
CREATE UNIQUE INDEX "auth_session_token_hash_key" ON "auth_session"("token_hash");

-- CreateIndex
CREATE INDEX "auth_session_account_id_idx" ON "auth_session"("account_id");

-- CreateIndex
CREATE INDEX "session_coverage_member_id_idx" ON "session_coverage"("member_id");

-- CreateIndex
CREATE INDEX "attendance_evidence_session_id_member_id_recorded_at_idx" ON "attendance_evidence"("session_id", "member_id", "recorded_at");

-- CreateIndex
CREATE INDEX "attendance_evidence_member_id_idx" ON "attendance_evidence"("member_id");

-- CreateIndex
CREATE INDEX "member_outcome_campaign_id_unit_id_idx" ON "member_outcome"("campaign_id", "unit_id");

-- CreateIndex
CREATE INDEX "member_outcome_member_id_idx" ON "member_outcome"("member_id");

-- CreateIndex
CREATE INDEX "audit_entry_target_type_target_id_idx" ON "audit_entry"("target_type", "target_id");

-- CreateIndex
CREATE INDEX "audit_entry_unit_id_at_idx" ON "audit_entry"("unit_id", "at");

-- CreateIndex
CREATE INDEX "audit_entry_at_idx" ON "audit_entry"("at");

-- CreateIndex
CREATE UNIQUE INDEX "party_document_code_key" ON "party_document"("code");

-- CreateIndex
CREATE UNIQUE INDEX "campaign_code_key" ON "campaign"("code");

-- CreateIndex
CREATE INDEX "campaign_unit_id_idx" ON "campaign"("unit_id");

-- CreateIndex
CREATE UNIQUE INDEX "study_session_campaign_id_position_key" ON "study_session"("campaign_id", "position");

-- CreateIndex
CREATE INDEX "roster_entry_campaign_id_unit_id_idx" ON "roster_entry"("campaign_id", "unit_id");

-- CreateIndex
CREATE INDEX "roster_entry_member_id_idx" ON "roster_entry"("member_id");

-- CreateIndex
CREATE INDEX "upload_owner_id_idx" ON "upload"("owner_id");

-- CreateIndex
CREATE UNIQUE INDEX "media_asset_public_path_key" ON "media_asset"("public_path");

-- CreateIndex
CREATE UNIQUE INDEX "media_asset_upload_id_key" ON "media_asset"("upload_id");

-- CreateIndex
CREATE UNIQUE INDEX "recording_session_id_key" ON "recording"("session_id");

-- CreateIndex
CREATE UNIQUE INDEX "caption_track_asset_id_language_key" ON "caption_track"("asset_id", "language");

-- CreateIndex
CREATE UNIQUE INDEX "unit_code_key" ON "unit"("code");

-- CreateIndex
CREATE INDEX "unit_parent_id_idx" ON "unit"("parent_id");

-- CreateIndex
CREATE UNIQUE INDEX "member_card_number_key" ON "member"("card_number");

-- CreateIndex
CREATE INDEX "member_unit_id_sort_key_idx" ON "member"("unit_id", "sort_key");

-- CreateIndex
CREATE INDEX "member_match_key_idx" ON "member"("match_key");

-- CreateIndex
CREATE INDEX "member_status_member_id_valid_from_idx" ON "member_status"("member_id", "valid_from");

-- CreateIndex
CREATE INDEX "member_home_member_id_valid_from_idx" ON "member_home"("member_id", "valid_from");

-- CreateIndex
CREATE INDEX "member_home_unit_id_idx" ON "member_home"("unit_id");

-- CreateIndex
CREATE INDEX "import_run_created_by_id_created_at_idx" ON "import_run"("created_by_id", "created_at");

-- CreateIndex
CREATE INDEX "import_run_state_idx" ON "import_run"("state");

-- CreateIndex
CREATE INDEX "import_row_run_id_action_idx" ON "import_row"("run_id", "action");

-- CreateIndex
CREATE UNIQUE INDEX "question_bank_code_key" ON "question_bank"("code");

-- CreateIndex
CREATE INDEX "question_bank_id_category_idx" ON "question"("bank_id", "category");

-- CreateIndex
CREATE UNIQUE INDEX "question_bank_id_code_version_key" ON "question"("bank_id", "code", "version");

-- CreateIndex
CREATE UNIQUE INDEX "quiz_campaign_id_key" ON "quiz"("campaign_id");

-- CreateIndex
CREATE INDEX "quiz_attempt_member_id_idx" ON "quiz_attempt"("member_id");

-- CreateIndex
CREATE INDEX "quiz_attempt_submitted_at_ends_at_idx" ON "quiz_attempt"("submitted_at", "ends_at");

-- CreateIndex
CREATE UNIQUE INDEX "quiz_attempt_quiz_id_member_id_number_key" ON "quiz_attempt"("quiz_id", "member_id", "number");

-- CreateIndex
CREATE INDEX "letterhead_unit_id_valid_from_idx" ON "letterhead"("unit_id", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "snapshot_supplements_id_key" ON "snapshot"("supplements_id");

-- CreateIndex
CREATE INDEX "snapshot_campaign_id_unit_id_frozen_at_idx" ON "snapshot"("campaign_id", "unit_id", "frozen_at");

-- CreateIndex
CREATE INDEX "snapshot_member_snapshot_id_unit_id_idx" ON "snapshot_member"("snapshot_id", "unit_id");

-- CreateIndex
CREATE UNIQUE INDEX "completion_report_request_key_key" ON "completion_report"("request_key");

-- CreateIndex
CREATE INDEX "completion_report_snapshot_id_idx" ON "completion_report"("snapshot_id");

-- CreateIndex
CREATE INDEX "completion_report_state_idx" ON "completion_report"("state");

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_granted_by_id_fkey" FOREIGN KEY ("granted_by_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "auth_session" ADD CONSTRAINT "auth_session_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session_coverage" ADD CONSTRAINT "session_coverage_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "study_session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session_coverage" ADD CONSTRAINT "session_coverage_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attendance_evidence" ADD CONSTRAINT "attendance_evidence_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "study_session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attendance_evidence" ADD CONSTRAINT "attendance_evidence_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member_outcome" ADD CONSTRAINT "member_outcome_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member_outcome" ADD CONSTRAINT "member_outcome_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_document" ADD CONSTRAINT "campaign_document_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_document" ADD CONSTRAINT "campaign_document_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "party_document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document_reading" ADD CONSTRAINT "document_reading_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document_reading" ADD CONSTRAINT "document_reading_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "party_document"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_audience" ADD CONSTRAINT "campaign_audience_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_audience" ADD CONSTRAINT "campaign_audience_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "study_session" ADD CONSTRAINT "study_session_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "roster_entry" ADD CONSTRAINT "roster_entry_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "roster_entry" ADD CONSTRAINT "roster_entry_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "roster_entry" ADD CONSTRAINT "roster_entry_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guest_count" ADD CONSTRAINT "guest_count_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guest_count" ADD CONSTRAINT "guest_count_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "upload" ADD CONSTRAINT "upload_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "media_asset" ADD CONSTRAINT "media_asset_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "upload"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recording" ADD CONSTRAINT "recording_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "study_session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recording" ADD CONSTRAINT "recording_asset_id_fkey" FOREIGN KEY ("asset_id") REFERENCES "media_asset"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "caption_track" ADD CONSTRAINT "caption_track_asset_id_fkey" FOREIGN KEY ("asset_id") REFERENCES "media_asset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "unit" ADD CONSTRAINT "unit_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member_status" ADD CONSTRAINT "member_status_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member_home" ADD CONSTRAINT "member_home_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member_home" ADD CONSTRAINT "member_home_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_run" ADD CONSTRAINT "import_run_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_row" ADD CONSTRAINT "import_row_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "import_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "question_bank" ADD CONSTRAINT "question_bank_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "question" ADD CONSTRAINT "question_bank_id_fkey" FOREIGN KEY ("bank_id") REFERENCES "question_bank"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quiz" ADD CONSTRAINT "quiz_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quiz" ADD CONSTRAINT "quiz_bank_id_fkey" FOREIGN KEY ("bank_id") REFERENCES "question_bank"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quiz_attempt" ADD CONSTRAINT "quiz_attempt_quiz_id_fkey" FOREIGN KEY ("quiz_id") REFERENCES "quiz"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quiz_attempt" ADD CONSTRAINT "quiz_attempt_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quiz_answer" ADD CONSTRAINT "quiz_answer_attempt_id_fkey" FOREIGN KEY ("attempt_id") REFERENCES "quiz_attempt"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "letterhead" ADD CONSTRAINT "letterhead_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "snapshot" ADD CONSTRAINT "snapshot_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "snapshot" ADD CONSTRAINT "snapshot_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "snapshot" ADD CONSTRAINT "snapshot_frozen_by_id_fkey" FOREIGN KEY ("frozen_by_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "snapshot" ADD CONSTRAINT "snapshot_supplements_id_fkey" FOREIGN KEY ("supplements_id") REFERENCES "snapshot"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "snapshot_member" ADD CONSTRAINT "snapshot_member_snapshot_id_fkey" FOREIGN KEY ("snapshot_id") REFERENCES "snapshot"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "completion_report" ADD CONSTRAINT "completion_report_snapshot_id_fkey" FOREIGN KEY ("snapshot_id") REFERENCES "snapshot"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "completion_report" ADD CONSTRAINT "completion_report_requested_by_id_fkey" FOREIGN KEY ("requested_by_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "report_file" ADD CONSTRAINT "report_file_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "completion_report"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---------------------------------------------------------------------------------------------------------------------
-- Written by hand. Indexes named here stand in prisma/unmanaged-indexes.txt too; `npm run migrate check` compares.
-- ---------------------------------------------------------------------------------------------------------------------

-- Subtree filters: unit.path <@ ANY(...).
CREATE INDEX unit_path_gist ON unit USING GIST (path);
-- Search boxes: search_key LIKE '%...%'.
CREATE INDEX member_search_key_trgm ON member USING GIN (search_key gin_trgm_ops);
CREATE INDEX unit_search_key_trgm ON unit USING GIN (search_key gin_trgm_ops);

-- One open attempt per member and quiz, one open home and status per member, one live grant of a role on a unit per account.
CREATE UNIQUE INDEX quiz_attempt_one_open ON quiz_attempt (quiz_id, member_id) WHERE submitted_at IS NULL;
CREATE UNIQUE INDEX member_home_one_open ON member_home (member_id) WHERE valid_to IS NULL;
CREATE UNIQUE INDEX member_status_one_open ON member_status (member_id) WHERE valid_to IS NULL;
CREATE UNIQUE INDEX role_grant_one_live ON role_grant (account_id, role, unit_id) WHERE revoked_at IS NULL;

-- The last label of a unit's path is its own id.
ALTER TABLE unit ADD CONSTRAINT unit_path_ends_in_id CHECK (ltree2text(subpath(path, -1)) = id::text);
ALTER TABLE unit ADD CONSTRAINT unit_not_own_parent CHECK (parent_id IS DISTINCT FROM id);
ALTER TABLE account ADD CONSTRAINT account_username_folded CHECK (username = lower(btrim(username)) AND username <> '');
ALTER TABLE account ADD CONSTRAINT account_failed_attempts_range CHECK (failed_attempts >= 0);
ALTER TABLE member ADD CONSTRAINT member_birth_year_range CHECK (birth_year BETWEEN 1880 AND 2200);
ALTER TABLE member ADD CONSTRAINT member_full_name_present CHECK (btrim(full_name) <> '');
ALTER TABLE member_home ADD CONSTRAINT member_home_dates CHECK (valid_to >= valid_from);
ALTER TABLE member_status ADD CONSTRAINT member_status_dates CHECK (valid_to >= valid_from);
ALTER TABLE import_run ADD CONSTRAINT import_run_progress_range CHECK (progress >= 0 AND total >= 0 AND byte_size >= 0);
ALTER TABLE import_row ADD CONSTRAINT import_row_number_positive CHECK (row_number > 0);
ALTER TABLE campaign ADD CONSTRAINT campaign_coverage_threshold_range CHECK (coverage_threshold BETWEEN 0 AND 10000);
ALTER TABLE study_session ADD CONSTRAINT study_session_position_positive CHECK (position > 0);
ALTER TABLE study_session ADD CONSTRAINT study_session_dates CHECK (ends_at > starts_at);
ALTER TABLE guest_count ADD CONSTRAINT guest_count_range CHECK (count >= 0);
ALTER TABLE upload ADD CONSTRAINT upload_byte_size_range CHECK (byte_size >= 0);
ALTER TABLE media_asset ADD CONSTRAINT media_asset_progress_range CHECK (progress BETWEEN 0 AND 100);
ALTER TABLE recording ADD CONSTRAINT recording_timeline_positive CHECK (timeline_seconds > 0);
ALTER TABLE session_coverage ADD CONSTRAINT session_coverage_seconds CHECK (
  position >= 0 AND covered >= 0 AND (isempty(live) OR lower(live) >= 0) AND (isempty(recording) OR lower(recording) >= 0)
);
ALTER TABLE member_outcome ADD CONSTRAINT member_outcome_quiz_score_range CHECK (quiz_score BETWEEN 0 AND 10000);
ALTER TABLE quiz ADD CONSTRAINT quiz_numbers_range CHECK (
  question_count > 0 AND minutes > 0 AND attempts > 0 AND pass_mark BETWEEN 0 AND 10000
);
ALTER TABLE quiz_attempt ADD CONSTRAINT quiz_attempt_number_positive CHECK (number > 0);
ALTER TABLE quiz_attempt ADD CONSTRAINT quiz_attempt_dates CHECK (ends_at >= started_at);
ALTER TABLE quiz_answer ADD CONSTRAINT quiz_answer_revision_range CHECK (revision >= 0);
ALTER TABLE completion_report ADD CONSTRAINT completion_report_progress_range CHECK (progress BETWEEN 0 AND 100);
ALTER TABLE snapshot ADD CONSTRAINT snapshot_sha256_form CHECK (sha256 ~ '^[0-9a-f]{64}$');
ALTER TABLE letterhead ADD CONSTRAINT letterhead_dates CHECK (valid_to >= valid_from);

-- Rows of these tables are only ever added.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'object_not_in_prerequisite_state';
END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER attendance_evidence_append_only BEFORE UPDATE ON attendance_evidence
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Frozen figures never change. (Removing an account may still empty frozen_by_id; frozen_by_name stays.)
CREATE TRIGGER snapshot_frozen BEFORE UPDATE ON snapshot
  FOR EACH ROW WHEN (
    (OLD.campaign_id, OLD.unit_id, OLD.frozen_at, OLD.frozen_by_name, OLD.figures, OLD.sha256, OLD.supplements_id)
    IS DISTINCT FROM
    (NEW.campaign_id, NEW.unit_id, NEW.frozen_at, NEW.frozen_by_name, NEW.figures, NEW.sha256, NEW.supplements_id)
  ) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER snapshot_member_frozen BEFORE UPDATE ON snapshot_member
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Coverage: every beat rewrites a row in place (heap-only updates want room on the page), and the writer counts and trims multiranges.
ALTER TABLE session_coverage SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
-- Seconds in a multirange.
CREATE FUNCTION multirange_seconds(covered int4multirange) RETURNS int
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(sum(upper(r) - lower(r)), 0)::int FROM unnest(covered) r
$$;
-- The first seconds of a multirange in timeline order; the rest is trimmed from the end.
CREATE FUNCTION first_seconds(claimed int4multirange, seconds int) RETURNS int4multirange
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(range_agg(int4range(lo, least(hi, lo + seconds - before))), '{}'::int4multirange)
    FROM (
      SELECT lower(r) AS lo, upper(r) AS hi,
             coalesce(sum(upper(r) - lower(r)) OVER (ORDER BY r ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::int AS before
        FROM unnest(claimed) r
    ) part
   WHERE before < seconds
$$;
CREATE TRIGGER snapshot_kept BEFORE DELETE ON snapshot FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER snapshot_member_kept BEFORE DELETE ON snapshot_member FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The first snapshot of a campaign and unit; the later ones follow it in one chain (supplements_id is unique).
CREATE UNIQUE INDEX snapshot_one_first ON snapshot (campaign_id, unit_id) WHERE supplements_id IS NULL;

-- An issued report and its files never change. (Removing an account may still empty requested_by_id.)
CREATE TRIGGER completion_report_issued BEFORE UPDATE ON completion_report
  FOR EACH ROW WHEN (
    OLD.issued_at IS NOT NULL AND
    (OLD.snapshot_id, OLD.state, OLD.fields, OLD.version, OLD.issued_at, OLD.issued_by_name)
    IS DISTINCT FROM
    (NEW.snapshot_id, NEW.state, NEW.fields, NEW.version, NEW.issued_at, NEW.issued_by_name)
  ) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER completion_report_kept BEFORE DELETE ON completion_report
  FOR EACH ROW WHEN (OLD.issued_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE FUNCTION refuse_change_of_issued_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM completion_report WHERE id = COALESCE(OLD.report_id, NEW.report_id) AND issued_at IS NOT NULL) THEN
    RAISE EXCEPTION 'files of an issued report do not change' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER report_file_issued BEFORE INSERT OR UPDATE OR DELETE ON report_file
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_issued_file();
