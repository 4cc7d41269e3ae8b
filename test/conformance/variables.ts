/** What a case has saved so far, and what every case knows from the start. */
export type Variables = Map<string, unknown>;

/**
 * Puts the values in the place of their names, wherever `$name` stands in a text.
 *
 * `{"$repeat": ["x", 129]}` is a text that is too long to be written out.
 */
export function substitute<T>(value: T, variables: Variables): T {
  return replaced(value, variables) as T;
}

function replaced(value: unknown, variables: Variables): unknown {
  if (typeof value === "string") return inText(value, variables);
  if (Array.isArray(value)) return value.map((each) => replaced(each, variables));
  if (typeof value !== "object" || value === null) return value;
  if ("$repeat" in value) {
    const [text, times] = value.$repeat as [string, number];
    return text.repeat(times);
  }
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, replaced(each, variables)]));
}

function inText(text: string, variables: Variables): unknown {
  const whole = /^\$([A-Za-z]+)$/.exec(text)?.[1];
  if (whole !== undefined) return saved(whole, variables);
  return text.replace(/\$([A-Za-z]+)/g, (_, name: string) => String(saved(name, variables)));
}

function saved(name: string, variables: Variables): unknown {
  if (!variables.has(name)) throw new Error(`$${name} was not saved before`);
  return variables.get(name);
}
