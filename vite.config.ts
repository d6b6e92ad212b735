import { fileURLToPath } from 'node:url';
import { vitePlugin as remix } from '@remix-run/dev';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import remixConfig from './remix.config.js';

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [tailwindcss(), remix(remixConfig)],
  resolve: { alias: { '~': fileURLToPath(new URL('./app', import.meta.url)) } },
  build: {
    target: 'es2020',
    sourcemap: false,
    assetsInlineLimit: 0,
    rollupOptions: { output: isSsrBuild ? {} : { manualChunks: commonChunk } },
  },
}));

/** What nearly every page uses comes as one file: twenty of a kilobyte each cost a poor link more, and every page names them all. */
function commonChunk(id: string): string | undefined {
  return /\/app\/(components\/(ui|layout|charts|campaigns\/(deadline|document-list|next-step-card|requirement-list))|platform\/(format|time|ranges|i18n\/(i18n|page-title|use-translation|language)))\b/.test(
    id,
  )
    ? 'common'
    : undefined;
}
