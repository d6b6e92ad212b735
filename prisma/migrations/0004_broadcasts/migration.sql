-- CreateEnum
CREATE TYPE "broadcast_state" AS ENUM ('SCHEDULED', 'LOBBY', 'ON_AIR', 'PAUSED', 'ENDED', 'PUBLISHED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "stream_slot" AS ENUM ('PRIMARY', 'BACKUP');

-- AlterTable
ALTER TABLE "recording" ADD COLUMN     "live_offset" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "broadcast" (
    "id" SERIAL NOT NULL,
    "session_id" INTEGER NOT NULL,
    "public_path" TEXT NOT NULL,
    "state" "broadcast_state" NOT NULL DEFAULT 'SCHEDULED',
    "profile" TEXT NOT NULL DEFAULT 'standard',
    "lobby_at" TIMESTAMPTZ(3),
    "on_air_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "published_at" TIMESTAMPTZ(3),
    "agenda_item_id" INTEGER,
    "pauses" JSONB NOT NULL DEFAULT '[]',
    "trim_start" INTEGER NOT NULL DEFAULT 0,
    "trim_end" INTEGER,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "broadcast_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stream_key" (
    "id" SERIAL NOT NULL,
    "broadcast_id" INTEGER NOT NULL,
    "slot" "stream_slot" NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "hint" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "stream_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "broadcast_part" (
    "id" SERIAL NOT NULL,
    "broadcast_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "slot" "stream_slot" NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "renditions" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "broadcast_part_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "broadcast_segment" (
    "part_id" INTEGER NOT NULL,
    "rendition" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "program_at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "period" INTEGER NOT NULL,
    "byte_size" INTEGER NOT NULL,

    CONSTRAINT "broadcast_segment_pkey" PRIMARY KEY ("part_id","rendition","sequence")
);

-- CreateTable
CREATE TABLE "agenda_item" (
    "id" SERIAL NOT NULL,
    "broadcast_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "reached_at" TIMESTAMPTZ(3),

    CONSTRAINT "agenda_item_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "broadcast_session_id_key" ON "broadcast"("session_id");

-- CreateIndex
CREATE UNIQUE INDEX "broadcast_public_path_key" ON "broadcast"("public_path");

-- CreateIndex
CREATE UNIQUE INDEX "stream_key_key_hash_key" ON "stream_key"("key_hash");

-- CreateIndex
CREATE INDEX "stream_key_broadcast_id_idx" ON "stream_key"("broadcast_id");

-- CreateIndex
CREATE UNIQUE INDEX "broadcast_part_broadcast_id_number_key" ON "broadcast_part"("broadcast_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "agenda_item_broadcast_id_position_key" ON "agenda_item"("broadcast_id", "position");

-- AddForeignKey
ALTER TABLE "broadcast" ADD CONSTRAINT "broadcast_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "study_session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stream_key" ADD CONSTRAINT "stream_key_broadcast_id_fkey" FOREIGN KEY ("broadcast_id") REFERENCES "broadcast"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "broadcast_part" ADD CONSTRAINT "broadcast_part_broadcast_id_fkey" FOREIGN KEY ("broadcast_id") REFERENCES "broadcast"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "broadcast_segment" ADD CONSTRAINT "broadcast_segment_part_id_fkey" FOREIGN KEY ("part_id") REFERENCES "broadcast_part"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agenda_item" ADD CONSTRAINT "agenda_item_broadcast_id_fkey" FOREIGN KEY ("broadcast_id") REFERENCES "broadcast"("id") ON DELETE CASCADE ON UPDATE CASCADE;
