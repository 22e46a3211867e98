/** The variables that there are, without keeping them alive. */

const living = new Set<WeakRef<object>>();
const gone = new FinalizationRegistry<WeakRef<object>>((ref) =>
  living.delete(ref)
);

/** Says that there is a variable. */
export function noteLiving(variable: object): void {
  const ref = new WeakRef(variable);
  living.add(ref);
  gone.register(variable, ref);
}

/** Those that nobody has collected yet, disposed ones among them. */
export function livingVariables(): object[] {
  return [...living].flatMap((ref) => ref.deref() ?? []);
}
