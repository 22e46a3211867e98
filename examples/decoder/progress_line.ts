/** What the progress says, in as many columns as there are. */

/** Characters of the bar between its brackets, at most and at least. */
const WIDEST = 24, NARROWEST = 8;

/** What is to be done. */
export interface Plan {
  readonly epochs: number;
  /** Steps of an epoch. */
  readonly steps: number;
  readonly batchSize: number;
}

/** What is known after a step. */
export interface State {
  readonly epoch: number;
  readonly step: number;
  /** Null before the first step. */
  readonly loss: number | null;
  readonly imagesPerSecond: number;
}

/** The line without a bar, as long as it gets. */
export function plainLine(plan: Plan, state: State): string {
  const { epoch, done, loss, speed, left } = parts(plan, state);
  return [epoch, done, loss, speed, left].join("  ");
}

/** A line with a bar where it fits, shorter than `columns`: what matters least goes first. */
export function barLine(plan: Plan, state: State, columns: number): string {
  const { epoch, done, loss, speed, left } = parts(plan, state);
  const forms = [
    [epoch, "", loss, speed, left],
    [epoch, "", loss, left],
    [epoch, done, loss, left],
    [epoch, done, loss],
    [done, loss],
    [done],
  ];
  for (const form of forms) {
    // In the last column some terminals begin a new line.
    const room = columns - 1 - form.join("  ").length;
    const at = form.indexOf("");
    if (at < 0 ? room >= 0 : room >= NARROWEST + 2) {
      const width = Math.min(WIDEST, room - 2);
      if (at >= 0) form[at] = barOf(state.step / plan.steps, width);
      return form.join("  ");
    }
  }
  return done.slice(0, Math.max(0, columns - 1));
}

function parts({ epochs, steps, batchSize }: Plan, state: State) {
  const { epoch, step, loss, imagesPerSecond } = state;
  const stepsLeft = steps * (epochs - epoch) + steps - step;
  return {
    epoch: `epoch ${epoch}/${epochs}`,
    done: `${Math.floor(100 * step / steps)} %`,
    loss: `loss ${loss === null ? "?" : loss.toFixed(2)}`,
    speed: `${Math.round(imagesPerSecond)} images/s`,
    left: `${timeOf(stepsLeft * batchSize / imagesPerSecond)} left`,
  };
}

function barOf(done: number, width: number): string {
  const full = Math.floor(width * done);
  return `[${"#".repeat(full)}${"-".repeat(width - full)}]`;
}

function timeOf(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  const whole = Math.ceil(seconds);
  return whole < 60
    ? `${whole} s`
    : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
