import { defineConfig } from 'prisma/config';

// Only `prisma format` and `prisma generate` use this file; migrations run through bin/migrate.mjs (see prisma/README.md).
export default defineConfig({ schema: 'prisma/schema' });
