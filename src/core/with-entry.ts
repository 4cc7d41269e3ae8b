/**
 * A record with one more entry, or another value in its place.
 *
 * For names that are different each time: of an ordinary object the engine would learn a new shape with each of them, and
 * a name such as `__proto__` would be no entry.
 */
export function withEntry<T>(
  record: Readonly<Record<string, T>> | undefined,
  name: string,
  value: T,
): Record<string, T> {
  const changed = Object.assign(Object.create(null), record);
  changed[name] = value;
  return changed;
}
