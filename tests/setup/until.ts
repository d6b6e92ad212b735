/** Waits for a condition, asking again every 25 ms; the only way a test waits. @throws when it does not come true in time */
export async function until(
  condition: () => boolean | Promise<boolean>,
  { seconds = 20, what = 'the condition' }: { seconds?: number; what?: string } = {},
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`${what} did not come true within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
