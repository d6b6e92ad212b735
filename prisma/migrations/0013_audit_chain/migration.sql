-- The audit log becomes a chain: entries carry a code of the process that wrote them, a sealing step links them, heads are signed.

-- AlterTable
ALTER TABLE "audit_entry" ADD COLUMN     "actor" JSONB,
ADD COLUMN     "mac" BYTEA,
ADD COLUMN     "member_ids" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
ADD COLUMN     "stored_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "audit_unsealed" (
    "entry_id" BIGINT NOT NULL,

    CONSTRAINT "audit_unsealed_pkey" PRIMARY KEY ("entry_id")
);

-- CreateTable
CREATE TABLE "audit_seal" (
    "position" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "sealed_at" TIMESTAMPTZ(3) NOT NULL,
    "entry_ids" BIGINT[],
    "previous" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,
    "mac" BYTEA NOT NULL,

    CONSTRAINT "audit_seal_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "audit_head" (
    "id" SERIAL NOT NULL,
    "day" DATE NOT NULL,
    "position" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "final" BOOLEAN NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,
    "key_id" TEXT NOT NULL,
    "signature" BYTEA NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_check" (
    "id" SERIAL NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'QUEUED',
    "requested_by_id" INTEGER,
    "requested_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "progress" INTEGER NOT NULL DEFAULT 0,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "entries" INTEGER,
    "sealed_until" TIMESTAMPTZ(3),
    "problems" JSONB,

    CONSTRAINT "audit_check_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "audit_seal_day_idx" ON "audit_seal"("day");

-- CreateIndex
CREATE INDEX "audit_head_day_idx" ON "audit_head"("day");

-- „Ai đã xem dữ liệu của đảng viên này“: entries that showed or changed one member. By hand, see unmanaged-indexes.txt.
CREATE INDEX audit_entry_member_ids ON audit_entry USING gin (member_ids);
-- The inspector's filter by person and by action, newest first.
CREATE INDEX audit_entry_actor_at ON audit_entry (actor_account_id, at);
CREATE INDEX audit_entry_action_at ON audit_entry (action, at);

ALTER TABLE audit_check ADD CONSTRAINT audit_check_state CHECK (state IN ('QUEUED', 'RUNNING', 'DONE', 'FAILED'));
ALTER TABLE audit_check ADD CONSTRAINT audit_check_progress_range CHECK (progress BETWEEN 0 AND 100);
ALTER TABLE audit_seal ADD CONSTRAINT audit_seal_position_positive CHECK (position > 0);

-- The database's own clock on every entry, whatever the writer says; and a note for the sealing step. The note is exact where the
-- order of ids is not: transactions commit in another order than they took their numbers.
CREATE FUNCTION stamp_audit_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  NEW.stored_at := clock_timestamp();
  INSERT INTO public.audit_unsealed (entry_id) VALUES (NEW.id);
  RETURN NEW;
END $$;
CREATE TRIGGER audit_entry_stamp BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION stamp_audit_entry();

-- What was there before is sealed by the first run.
INSERT INTO audit_unsealed (entry_id) SELECT id FROM audit_entry;

-- Refused for everybody, the owner included, also where triggers are off for replication.
ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER audit_entry_append_only;
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE audit_seal ENABLE ALWAYS TRIGGER audit_seal_append_only;
CREATE TRIGGER audit_head_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_head
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_append_only;
