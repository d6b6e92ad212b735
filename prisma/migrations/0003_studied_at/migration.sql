-- When a member was first counted as having studied (and has been since): the trend by day. Until now only the last change of
-- the outcome was kept; it is the best that is known of the rows there are.
ALTER TABLE "member_outcome" ADD COLUMN     "studied_at" TIMESTAMPTZ(3);
UPDATE member_outcome SET studied_at = computed_at WHERE studied;
