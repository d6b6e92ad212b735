-- What a trim or a shorter recording leaves out of the timeline is kept, in seconds of the untrimmed one: it comes back with it.
ALTER TABLE "session_coverage" ADD COLUMN "live_cut" int4multirange NOT NULL DEFAULT '{}'::int4multirange,
ADD COLUMN "recording_cut" int4multirange NOT NULL DEFAULT '{}'::int4multirange;

-- Captions are edited in the browser by several people, and keep their place when the recording is trimmed.
ALTER TABLE "caption_track" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "live_offset" INTEGER NOT NULL DEFAULT 0;

-- Poster and storyboard of a broadcast's recording are made after it was published.
ALTER TABLE "media_asset" ADD COLUMN "pictures_progress" INTEGER,
ADD COLUMN "pictures_failures" INTEGER NOT NULL DEFAULT 0;
