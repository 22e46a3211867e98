/** What a program says of itself; of processes that train together the first one speaks for all. */

let isHeard = true;

/** Says a line, unless another process says the same. */
export function say(line: string): void {
  if (isHeard) console.log(line);
}

/** Leaves it to the process 0 to speak. */
export function speakAs(rank: number): void {
  isHeard = rank === 0;
}
