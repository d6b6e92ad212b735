import '@remix-run/node';

// Loaders are typed as what single fetch really carries: dates stay dates, `data(…)` is unwrapped.
declare module '@remix-run/node' {
  interface Future {
    v3_singleFetch: true;
  }
}
