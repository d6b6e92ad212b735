import { generateHttpLoad, type HttpLoad } from './http-load';

// The generator in a process of its own: it must not wait for what it measures.
process.once('message', async (load: HttpLoad) => {
  process.send?.(await generateHttpLoad(load), () => process.exit(0));
});
