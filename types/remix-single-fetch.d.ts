import '@remix-run/server-runtime';

// remix.config.js turns single fetch on; this tells the types of useLoaderData.
declare module '@remix-run/server-runtime' {
  interface Future {
    v3_singleFetch: true;
  }
}
