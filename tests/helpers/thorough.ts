/** Whether the tests may take their time: one flag for all that is slow. */

/** With this set to 1, slow tests and long tables run too. */
const FLAG = "DECOGRAD_THOROUGH";

const isThorough = readFlag();

/** True where DECOGRAD_THOROUGH is 1: slow tests run, and tables and generators go further. */
export function thorough(): boolean {
  return isThorough;
}

function readFlag(): boolean {
  // What may not be read is not set: a single file can be tested without this permission.
  const { state } = Deno.permissions.querySync({ name: "env", variable: FLAG });
  return state === "granted" && Deno.env.get(FLAG) === "1";
}
