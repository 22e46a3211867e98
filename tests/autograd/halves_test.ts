/** Steps in two halves, between which one waits. */

import { assertEquals, assertRejects } from "@std/assert";
import { asStepInHalves, noteChange } from "../../autograd/transaction.ts";
import type { Backend, Outcome } from "../../backends/backend.ts";

/** A device that tells of faults later, of which nothing but the journal is asked for. */
class Device {
  readonly said: string[] = [];
  #waiting: Outcome[] = [];
  readonly journal = {
    follow: (outcome: Outcome) => void this.#waiting.push(outcome),
    settle() {},
  };

  /** Notes a change by name. */
  change(name: string): void {
    noteChange(this as unknown as Backend, {
      kept: () => void this.said.push(`${name} kept`),
      undone: () => void this.said.push(`${name} undone`),
    });
  }

  /** All that was followed has been done, or has failed. */
  tell(error?: Error): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of error ? waiting.reverse() : waiting) {
      if (error) one.undone(error);
      else one.kept();
    }
  }

  /** Makes a step that waits for `wait`. */
  step(wait: () => Promise<void>, second = () => this.change("second")) {
    return asStepInHalves(this as unknown as Backend, {
      first: () => this.change("first"),
      wait,
      second,
    });
  }
}

Deno.test("both halves of a step are kept when it is over, and not before", async () => {
  const device = new Device();
  await device.step(() => Promise.resolve(device.tell()));
  assertEquals(device.said, []);
  device.tell();
  assertEquals(device.said, ["first kept", "second kept"]);
});

Deno.test("both halves are undone, the latest first, where the device fails behind them", async () => {
  const device = new Device();
  await device.step(() => Promise.resolve());
  device.tell(new Error("late"));
  assertEquals(device.said, ["second undone", "first undone"]);
});

Deno.test("a device that fails while one waits undoes the first half before what was there before it", async () => {
  const device = new Device();
  device.change("earlier");
  const failing = device.step(() =>
    Promise.resolve(device.tell(new Error("no memory")))
  );
  await assertRejects(() => failing, Error, "no memory");
  device.tell();
  assertEquals(device.said, ["first undone", "earlier undone"]);
});

Deno.test("what fails while one waits, or in the second half, undoes the first half once", async () => {
  const fail = () => {
    throw new Error("no");
  };
  const device = new Device();
  const failing = [
    () => device.step(() => Promise.reject(new Error("no"))),
    () => device.step(() => Promise.resolve(), fail),
    () =>
      device.step(() => Promise.resolve(), () => {
        device.change("second");
        fail();
      }),
  ];
  for (const [i, step] of failing.entries()) {
    await assertRejects(step, Error, "no");
    device.tell(new Error("later"));
    const undone = i < 2 ? ["first undone"] : ["second undone", "first undone"];
    assertEquals(device.said.splice(0), undone);
  }
});
