/** What the machine that runs the tests has to have. */

/** Whether what is missing is a failure: `DECOGRAD_REQUIRE_WEBGPU=1`, for one, says so. */
export function isRequired(name: string): boolean {
  const variable = `DECOGRAD_REQUIRE_${name.toUpperCase()}`;
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" && Deno.env.get(variable) === "1";
}
