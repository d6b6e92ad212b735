-- AlterTable
ALTER TABLE "campaign" ADD COLUMN     "presence_checks" SMALLINT NOT NULL DEFAULT 0,
ADD COLUMN     "presence_checks_needed" SMALLINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "presence_check" (
    "session_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "number" SMALLINT NOT NULL,
    "at" INTEGER NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "answer_by" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "explanation" TEXT,
    "explained_at" TIMESTAMPTZ(3),
    "accepted" BOOLEAN,
    "decision_reason" TEXT,
    "decided_by_id" INTEGER,
    "decided_by_name" TEXT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "presence_check_pkey" PRIMARY KEY ("session_id","member_id","number")
);

-- CreateIndex
CREATE INDEX "presence_check_member_id_idx" ON "presence_check"("member_id");

-- AddForeignKey
ALTER TABLE "presence_check" ADD CONSTRAINT "presence_check_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "study_session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "presence_check" ADD CONSTRAINT "presence_check_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The rule: none, or two to four, of which at least one may always be missed.
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_presence_checks" CHECK (
  presence_checks in (0, 2, 3, 4) and presence_checks_needed between 0 and greatest(presence_checks - 1, 0));

-- An answer or a decision belongs to what was asked: an answered check needs no explanation.
ALTER TABLE "presence_check" ADD CONSTRAINT "presence_check_sound" CHECK (
  number between 1 and 4
  and answer_by >= asked_at
  and (answered_at is null or answered_at between asked_at and answer_by)
  and (delivered_at is null or answered_at is not null)
  and (explanation is null) = (explained_at is null)
  and (accepted is null or (answered_at is null and explained_at is not null and decided_at is not null)));

-- Explanations that wait for a decision, for the secretary's list of a cell.
CREATE INDEX "presence_check_waiting" ON "presence_check"("member_id", "session_id") WHERE explained_at IS NOT NULL AND accepted IS NULL;
