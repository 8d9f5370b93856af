const cleanups: (() => Promise<unknown>)[] = [];

/** Runs after the test, also where it fails; the last first. */
export const afterwards = (cleanup: () => Promise<unknown>): void => void cleanups.push(cleanup);

export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}
