-- CreateEnum
CREATE TYPE "question_state" AS ENUM ('WAITING', 'SHOWN', 'ANSWERED', 'DECLINED');

-- CreateTable
CREATE TABLE "session_question" (
    "id" SERIAL NOT NULL,
    "session_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "document_id" INTEGER,
    "paragraph" INTEGER,
    "body" TEXT NOT NULL,
    "state" "question_state" NOT NULL DEFAULT 'WAITING',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "moderated_by_name" TEXT,
    "decline_reason" TEXT,
    "answer" TEXT,
    "answered_at" TIMESTAMPTZ(3),
    "answer_second" INTEGER,

    CONSTRAINT "session_question_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "session_question_session_id_state_id_idx" ON "session_question"("session_id", "state", "id");

-- CreateIndex
CREATE INDEX "session_question_member_id_idx" ON "session_question"("member_id");

-- AddForeignKey
ALTER TABLE "session_question" ADD CONSTRAINT "session_question_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "study_session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session_question" ADD CONSTRAINT "session_question_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session_question" ADD CONSTRAINT "session_question_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "party_document"("id") ON DELETE SET NULL ON UPDATE CASCADE;
