/**
 * Returns a function to call between rows: it gives the event loop a turn once `budgetMs` of work has gone by.
 * Rendering is heavy on the processor; without these turns the queue's lock would not be renewed and the job would run twice.
 */
export function makeBreath(budgetMs = 12): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < budgetMs) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    last = performance.now();
  };
}
