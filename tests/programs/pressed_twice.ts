/** Is asked to stop again and again in a long step: a line says each time that it is ready, the last one what was stopped. */

import { Stop } from "../../examples/shared/stop.ts";

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

using stop = new Stop(() => {});
const first = stop.begin("");
let said = -Infinity, asks = 0;
for (let wanted = 1; wanted <= 2 && asks < 50;) {
  if (stop.asked >= wanted) {
    wanted++;
    said = -Infinity;
  } else if (performance.now() - said > 200) {
    // What comes before the other thread listens is asked for once more.
    say("ready");
    said = performance.now();
    asks++;
  }
}
while (!first.aborted) await new Promise((resolve) => setTimeout(resolve, 0));
say(`stopped ${[first, stop.begin("")].map(({ aborted }) => aborted)}`);
