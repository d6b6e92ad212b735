-- Halls (điểm cầu) and check-ins; a roll-call may name the hall in which it was called.
-- CreateEnum
CREATE TYPE "check_in_way" AS ENUM ('CODE', 'CLERK');

-- AlterTable
ALTER TABLE "attendance_evidence" ADD COLUMN     "venue_id" INTEGER;

-- CreateTable
CREATE TABLE "venue" (
    "id" SERIAL NOT NULL,
    "session_id" INTEGER NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "place" TEXT NOT NULL DEFAULT '',
    "time_zone" TEXT NOT NULL DEFAULT 'Asia/Ho_Chi_Minh',
    "opened_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "headcount" INTEGER,
    "guests" INTEGER,
    "note" TEXT NOT NULL DEFAULT '',
    "link_version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "venue_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "venue_unit" (
    "venue_id" INTEGER NOT NULL,
    "unit_id" INTEGER NOT NULL,

    CONSTRAINT "venue_unit_pkey" PRIMARY KEY ("venue_id","unit_id")
);

-- CreateTable
CREATE TABLE "venue_clerk" (
    "venue_id" INTEGER NOT NULL,
    "account_id" INTEGER NOT NULL,

    CONSTRAINT "venue_clerk_pkey" PRIMARY KEY ("venue_id","account_id")
);

-- CreateTable
CREATE TABLE "venue_check_in" (
    "session_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "venue_id" INTEGER NOT NULL,
    "way" "check_in_way" NOT NULL,
    "walk_in" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "venue_check_in_pkey" PRIMARY KEY ("session_id","member_id")
);

-- CreateIndex
CREATE INDEX "venue_unit_id_idx" ON "venue"("unit_id");

-- CreateIndex
CREATE UNIQUE INDEX "venue_session_id_name_key" ON "venue"("session_id", "name");

-- CreateIndex
CREATE INDEX "venue_unit_unit_id_idx" ON "venue_unit"("unit_id");

-- CreateIndex
CREATE INDEX "venue_clerk_account_id_idx" ON "venue_clerk"("account_id");

-- CreateIndex
CREATE INDEX "venue_check_in_venue_id_idx" ON "venue_check_in"("venue_id");

-- CreateIndex
CREATE INDEX "venue_check_in_member_id_idx" ON "venue_check_in"("member_id");

-- CreateIndex
CREATE INDEX "attendance_evidence_venue_id_idx" ON "attendance_evidence"("venue_id");

-- AddForeignKey
ALTER TABLE "attendance_evidence" ADD CONSTRAINT "attendance_evidence_venue_id_fkey" FOREIGN KEY ("venue_id") REFERENCES "venue"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "venue" ADD CONSTRAINT "venue_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "study_session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "venue" ADD CONSTRAINT "venue_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "venue_unit" ADD CONSTRAINT "venue_unit_venue_id_fkey" FOREIGN KEY ("venue_id") REFERENCES "venue"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "venue_unit" ADD CONSTRAINT "venue_unit_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "venue_clerk" ADD CONSTRAINT "venue_clerk_venue_id_fkey" FOREIGN KEY ("venue_id") REFERENCES "venue"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "venue_clerk" ADD CONSTRAINT "venue_clerk_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "venue_check_in" ADD CONSTRAINT "venue_check_in_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "study_session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "venue_check_in" ADD CONSTRAINT "venue_check_in_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "venue_check_in" ADD CONSTRAINT "venue_check_in_venue_id_fkey" FOREIGN KEY ("venue_id") REFERENCES "venue"("id") ON DELETE CASCADE ON UPDATE CASCADE;
