/** What is told to happen, one thing after the other, or the same thing again and again. */
export interface Script<T> {
  /** Replaces what is left. */
  tell(next: T | readonly T[]): void;
  /** The next thing, which stays the next. */
  peek(): T | undefined;
  take(): T | undefined;
}

/** Starts a script; after its end there is nothing. */
export function createScript<T>(first?: T | readonly T[]): Script<T> {
  let rest: T[] = [];
  let forever: T | undefined;
  const script: Script<T> = {
    tell(next) {
      rest = Array.isArray(next) ? [...next] : [];
      forever = Array.isArray(next) ? undefined : (next as T);
    },
    peek: () => (rest.length > 0 ? rest[0] : forever),
    take: () => (rest.length > 0 ? rest.shift() : forever),
  };
  if (first !== undefined) script.tell(first);
  return script;
}
