/** Turns of the event loop in code that only ever awaits reads. */

/** Milliseconds after which a read lets the event loop turn. */
const PATIENCE = 50;

let turned = performance.now();

/**
 * Lets the event loop turn if it has not for a while. A loop that awaits nothing but reads would never let timers,
 * signals and the finalizers that free tensors outside scopes have their turn.
 */
export async function letEventLoopTurn(): Promise<void> {
  if (performance.now() - turned < PATIENCE) return;
  await new Promise((resolve) => setTimeout(resolve, 0));
  turned = performance.now();
}
