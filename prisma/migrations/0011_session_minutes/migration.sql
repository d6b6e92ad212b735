-- CreateTable
CREATE TABLE "session_minutes" (
    "id" SERIAL NOT NULL,
    "session_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "fields" JSONB NOT NULL DEFAULT '{}',
    "revision" INTEGER NOT NULL DEFAULT 0,
    "saved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "saved_by_name" TEXT NOT NULL,
    "content" JSONB,
    "sha256" TEXT,
    "finalised_at" TIMESTAMPTZ(3),
    "finalised_by_name" TEXT,

    CONSTRAINT "session_minutes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "session_minutes_session_id_version_key" ON "session_minutes"("session_id", "version");

-- AddForeignKey
ALTER TABLE "session_minutes" ADD CONSTRAINT "session_minutes_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "study_session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Finalised minutes are whole, and never change or go.
ALTER TABLE session_minutes ADD CONSTRAINT session_minutes_whole CHECK (
  (finalised_at IS NULL AND content IS NULL AND sha256 IS NULL)
  OR (finalised_at IS NOT NULL AND content IS NOT NULL AND sha256 ~ '^[0-9a-f]{64}$' AND finalised_by_name IS NOT NULL)
);
CREATE TRIGGER session_minutes_final BEFORE UPDATE OR DELETE ON session_minutes
  FOR EACH ROW WHEN (OLD.finalised_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
-- One version is being written at a time.
CREATE UNIQUE INDEX session_minutes_one_draft ON session_minutes (session_id) WHERE finalised_at IS NULL;
