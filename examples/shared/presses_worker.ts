/** The thread that counts signals. */

addEventListener("message", (event) => {
  const { names, count } = (event as MessageEvent).data;
  for (const name of names) {
    Deno.addSignalListener(name, () => Atomics.add(count, 0, 1));
  }
});
