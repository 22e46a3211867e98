/** Deep equality as @std/assert means it, so that both give the same verdict. */

/** Whether `a` and `b` are the same value, or hold the same values throughout. */
export function equal(a: unknown, b: unknown): boolean {
  return equalWithin(a, b, new Map());
}

function equalWithin(
  a: unknown,
  b: unknown,
  seen: Map<object, object>,
): boolean {
  // 0 and -0 are equal here, which is why this is not isDeepStrictEqual.
  if (a === b || Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (!sameKind(a, b)) return false;
  if (a instanceof Date) return Object.is(a.getTime(), (b as Date).getTime());
  if (a instanceof RegExp || a instanceof URL) return String(a) === String(b);
  if (seen.get(a) === b) return true;
  seen.set(a, b);
  if (a instanceof Set || a instanceof Map) {
    return sameEntries(a, b as typeof a, seen);
  }
  const keys = Reflect.ownKeys(a).filter((key) => isEnumerable(a, key));
  return keys.length === countEnumerable(b) &&
    keys.every((key) =>
      isEnumerable(b, key) &&
      equalWithin(Reflect.get(a, key), Reflect.get(b, key), seen)
    );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function sameKind(a: object, b: object): boolean {
  return (a.constructor ?? Object) === (b.constructor ?? Object);
}

function isEnumerable(object: object, key: PropertyKey): boolean {
  return Object.prototype.propertyIsEnumerable.call(object, key);
}

function countEnumerable(object: object): number {
  return Reflect.ownKeys(object)
    .filter((key) => isEnumerable(object, key)).length;
}

function sameEntries(
  a: Set<unknown> | Map<unknown, unknown>,
  b: Set<unknown> | Map<unknown, unknown>,
  seen: Map<object, object>,
): boolean {
  if (a.size !== b.size) return false;
  const left = [...b.entries()];
  for (const entry of a.entries()) {
    const found = left.findIndex((other) => equalWithin(entry, other, seen));
    if (found < 0) return false;
    left.splice(found, 1);
  }
  return true;
}
