-- Additive: old processes go on without any of it.
ALTER TABLE "account" ADD COLUMN "disabled_for_idle" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "account" ADD COLUMN "enabled_at" TIMESTAMPTZ(3);
ALTER TABLE "auth_session" ADD COLUMN "authenticated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE "auth_session" ADD COLUMN "method" TEXT NOT NULL DEFAULT 'PASSWORD';
ALTER TABLE "auth_session" ADD COLUMN "previous_sign_in_at" TIMESTAMPTZ(3);
ALTER TABLE "auth_session" ADD COLUMN "challenge" TEXT;
ALTER TABLE "auth_session" ADD COLUMN "challenge_until" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "sign_in_step" (
    "token_hash" BYTEA NOT NULL,
    "account_id" INTEGER,
    "challenge" TEXT,
    "user_agent_hash" BYTEA NOT NULL,
    "next" TEXT NOT NULL DEFAULT '/',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_step_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "totp_factor" (
    "id" INTEGER NOT NULL,
    "secret" TEXT,
    "pending" TEXT,
    "seal_key" TEXT,
    "confirmed_at" TIMESTAMPTZ(3),
    "last_step" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "totp_factor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "passkey" (
    "id" SERIAL NOT NULL,
    "account_id" INTEGER NOT NULL,
    "credential_id" TEXT NOT NULL,
    "public_key" BYTEA NOT NULL,
    "user_handle" BYTEA NOT NULL,
    "counter" BIGINT NOT NULL DEFAULT 0,
    "transports" TEXT[],
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "passkey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recovery_codes" (
    "account_id" INTEGER NOT NULL,
    "salt" BYTEA NOT NULL,
    "hashes" BYTEA[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "recovery_codes_pkey" PRIMARY KEY ("account_id")
);

-- The sweep of what has run out.
CREATE INDEX "sign_in_step_expires_at_idx" ON "sign_in_step"("expires_at");
CREATE INDEX "sign_in_step_account_id_idx" ON "sign_in_step"("account_id");
CREATE UNIQUE INDEX "passkey_credential_id_key" ON "passkey"("credential_id");
CREATE INDEX "passkey_account_id_idx" ON "passkey"("account_id");

-- AddForeignKey
ALTER TABLE "sign_in_step" ADD CONSTRAINT "sign_in_step_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "totp_factor" ADD CONSTRAINT "totp_factor_id_fkey" FOREIGN KEY ("id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "passkey" ADD CONSTRAINT "passkey_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
