/** What a scope owns, each resource once, in the order in which it came. */

/** Resources up to which a list is looked through; most scopes own fewer, and a set takes ten times the memory. */
const MOST_LISTED = 16;

const NOTHING: readonly Disposable[] = [];

/** A set of resources that is cheap while it is small. */
export class Owned {
  #list: Disposable[] | undefined;
  /** Takes the place of the list once there are many. */
  #set: Set<Disposable> | undefined;

  /** All of them. */
  get all(): Iterable<Disposable> {
    return this.#set ?? this.#list ?? NOTHING;
  }

  /** Adds a resource, unless it is there already. */
  add(resource: Disposable): void {
    if (this.#set) this.#set.add(resource);
    else if (!this.#list) this.#list = [resource];
    else if (placeOf(resource, this.#list) < 0) {
      this.#list.push(resource);
      if (this.#list.length <= MOST_LISTED) return;
      this.#set = new Set(this.#list);
      this.#list = undefined;
    }
  }

  /** Whether a resource is there. */
  has(resource: Disposable): boolean {
    if (this.#set) return this.#set.has(resource);
    return this.#list !== undefined && placeOf(resource, this.#list) >= 0;
  }

  /** Takes a resource out; whether it was there. */
  delete(resource: Disposable): boolean {
    if (this.#set) return this.#set.delete(resource);
    const at = this.#list ? placeOf(resource, this.#list) : -1;
    if (at < 0) return false;
    const list = this.#list!;
    for (let i = at + 1; i < list.length; i++) list[i - 1] = list[i];
    list.pop();
    return true;
  }

  /** Takes all of them out. */
  takeAll(): Disposable[] {
    const all = this.#list ?? [...this.#set ?? NOTHING];
    this.#list = this.#set = undefined;
    return all;
  }
}

/** Where a resource is in a list, -1 where it is not. What was made last is handed on first, so the end comes first. */
function placeOf(resource: Disposable, list: readonly Disposable[]): number {
  // A loop, since V8 compiles `lastIndexOf` into a call.
  let at = list.length - 1;
  while (at >= 0 && list[at] !== resource) at--;
  return at;
}
