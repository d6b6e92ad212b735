/** A failure whose message is one clear line for the person at the terminal; anything else is a bug and shows its stack. */
export class Failure extends Error {}

/** Runs a command's main function: a Failure becomes one line and exit code 1. */
export async function run(main) {
  try {
    await main();
  } catch (error) {
    if (error instanceof Failure) console.error(error.message);
    else console.error(error);
    process.exit(1);
  }
}
