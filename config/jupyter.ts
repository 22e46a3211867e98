/** Deno's kernel for notebooks. */

/** What Deno's kernel has for cells. */
export interface Jupyter {
  display(
    bundle: Readonly<Record<string, string>>,
    options: { raw: true; display_id: string; update: boolean },
  ): Promise<void>;
}

/** Deno's kernel, where this is a notebook. */
export function findJupyter(): Jupyter | null {
  try {
    // Outside of a notebook Deno throws.
    const { Deno: deno } = globalThis as { Deno?: { jupyter?: Jupyter } };
    return deno?.jupyter ?? null;
  } catch {
    return null;
  }
}
