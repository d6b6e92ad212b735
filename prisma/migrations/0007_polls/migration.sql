-- CreateEnum
CREATE TYPE "poll_state" AS ENUM ('DRAFT', 'OPEN', 'CLOSED');

-- CreateTable
CREATE TABLE "poll" (
    "id" SERIAL NOT NULL,
    "session_id" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "secret" BOOLEAN NOT NULL DEFAULT false,
    "options" TEXT[],
    "quorum" INTEGER NOT NULL DEFAULT 5000,
    "state" "poll_state" NOT NULL DEFAULT 'DRAFT',
    "eligible" INTEGER,
    "opened_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "public_key" BYTEA,
    "private_key" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "poll_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "poll_vote" (
    "poll_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "option" INTEGER NOT NULL,
    "voted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "poll_vote_pkey" PRIMARY KEY ("poll_id","member_id")
);

-- CreateTable
CREATE TABLE "ballot_issue" (
    "poll_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "blinded" BYTEA NOT NULL,

    CONSTRAINT "ballot_issue_pkey" PRIMARY KEY ("poll_id","member_id")
);

-- CreateTable
CREATE TABLE "ballot" (
    "poll_id" INTEGER NOT NULL,
    "token" BYTEA NOT NULL,
    "option" INTEGER NOT NULL,

    CONSTRAINT "ballot_pkey" PRIMARY KEY ("poll_id","token")
);

-- CreateIndex
CREATE INDEX "poll_session_id_idx" ON "poll"("session_id");

-- CreateIndex
CREATE INDEX "poll_vote_member_id_idx" ON "poll_vote"("member_id");

-- CreateIndex
CREATE INDEX "ballot_issue_member_id_idx" ON "ballot_issue"("member_id");

-- AddForeignKey
ALTER TABLE "poll" ADD CONSTRAINT "poll_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "study_session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "poll_vote" ADD CONSTRAINT "poll_vote_poll_id_fkey" FOREIGN KEY ("poll_id") REFERENCES "poll"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "poll_vote" ADD CONSTRAINT "poll_vote_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ballot_issue" ADD CONSTRAINT "ballot_issue_poll_id_fkey" FOREIGN KEY ("poll_id") REFERENCES "poll"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ballot_issue" ADD CONSTRAINT "ballot_issue_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ballot" ADD CONSTRAINT "ballot_poll_id_fkey" FOREIGN KEY ("poll_id") REFERENCES "poll"("id") ON DELETE CASCADE ON UPDATE CASCADE;
