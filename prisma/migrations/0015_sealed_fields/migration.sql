-- Card number, e-mail and phone are sealed by the program (AES-256-GCM, see app/platform/field-cipher.ts). The open columns stay and stay
-- readable until every row has been rewritten; they are emptied row by row by the sweep "sealed-fields" and dropped in a later release.
ALTER TABLE "member"
  ADD COLUMN "card_sealed" TEXT,
  -- HMAC of the card number: finding a member by the whole number, and no number twice.
  ADD COLUMN "card_index" TEXT,
  ADD COLUMN "email_sealed" TEXT,
  -- HMAC of the e-mail address: a password reset by e-mail finds its account.
  ADD COLUMN "email_index" TEXT,
  ADD COLUMN "phone_sealed" TEXT,
  -- Name of the key that sealed all of the row's fields; null: something is still open or sealed by an earlier key.
  ADD COLUMN "seal_key" TEXT;

CREATE UNIQUE INDEX "member_card_index_key" ON "member"("card_index");
CREATE INDEX "member_email_index_idx" ON "member"("email_index");
-- Rows that the sweep has to rewrite; empty once it has been through.
CREATE INDEX "member_unsealed" ON "member"("id") WHERE "seal_key" IS NULL;
