-- Freezing figures becomes a job with a row of its own (figure_freeze); a snapshot remembers the request that made it.

-- CreateEnum
CREATE TYPE "freeze_state" AS ENUM ('QUEUED', 'RUNNING', 'DONE', 'FAILED');

-- AlterTable
ALTER TABLE "snapshot" ADD COLUMN     "freeze_id" INTEGER;

-- CreateTable
CREATE TABLE "figure_freeze" (
    "id" SERIAL NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "state" "freeze_state" NOT NULL DEFAULT 'QUEUED',
    "progress" INTEGER NOT NULL DEFAULT 0,
    "stage" TEXT NOT NULL DEFAULT 'queued',
    "error_code" TEXT,
    "claim_token" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "snapshot_id" INTEGER,
    "created" BOOLEAN,
    "verified_at" TIMESTAMPTZ(3),
    "requested_by_id" INTEGER,
    "requested_by_name" TEXT NOT NULL,
    "request_id" TEXT,
    "address" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "figure_freeze_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "figure_freeze_campaign_id_unit_id_idx" ON "figure_freeze"("campaign_id", "unit_id");

-- CreateIndex
CREATE INDEX "figure_freeze_snapshot_id_idx" ON "figure_freeze"("snapshot_id");

-- CreateIndex
CREATE INDEX "figure_freeze_state_idx" ON "figure_freeze"("state");

-- CreateIndex
CREATE UNIQUE INDEX "snapshot_freeze_id_key" ON "snapshot"("freeze_id");

-- AddForeignKey
ALTER TABLE "figure_freeze" ADD CONSTRAINT "figure_freeze_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "figure_freeze" ADD CONSTRAINT "figure_freeze_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "figure_freeze" ADD CONSTRAINT "figure_freeze_requested_by_id_fkey" FOREIGN KEY ("requested_by_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "figure_freeze" ADD CONSTRAINT "figure_freeze_snapshot_id_fkey" FOREIGN KEY ("snapshot_id") REFERENCES "snapshot"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- One freeze at a time for a campaign and unit: a second request joins the first.
CREATE UNIQUE INDEX figure_freeze_one_active ON figure_freeze (campaign_id, unit_id) WHERE state IN ('QUEUED', 'RUNNING');
ALTER TABLE figure_freeze ADD CONSTRAINT figure_freeze_progress_range CHECK (progress BETWEEN 0 AND 100);

-- As before, and the request that made it does not change either.
DROP TRIGGER snapshot_frozen ON snapshot;
CREATE TRIGGER snapshot_frozen BEFORE UPDATE ON snapshot
  FOR EACH ROW WHEN (
    (OLD.campaign_id, OLD.unit_id, OLD.frozen_at, OLD.frozen_by_name, OLD.figures, OLD.sha256, OLD.supplements_id, OLD.freeze_id)
    IS DISTINCT FROM
    (NEW.campaign_id, NEW.unit_id, NEW.frozen_at, NEW.frozen_by_name, NEW.figures, NEW.sha256, NEW.supplements_id, NEW.freeze_id)
  ) EXECUTE FUNCTION refuse_change();
