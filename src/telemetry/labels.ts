/** Lets so many values of an attribute be told apart, those that come first; all others are `other`. */
export function boundLabels(most: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= most) return "other";
    known.add(value);
    return value;
  };
}
