/** Each single change of an expression of DynamoDB that its author might have made by mistake. */
export function expressionMutants(expression: string): readonly string[] {
  const swapped = swaps.flatMap(([from, to]) =>
    [...expression.matchAll(from)].map(
      ({ index, 0: found }) => expression.slice(0, index) + to + expression.slice(index + found.length),
    ),
  );
  return [...new Set([...swapped, ...without(expression)])].filter((mutant) => mutant !== expression);
}

const swaps: readonly (readonly [RegExp, string])[] = [
  [/ <= /g, " < "],
  [/ < /g, " <= "],
  [/ >= /g, " > "],
  [/ > /g, " >= "],
  [/ <> /g, " = "],
  [/ OR /g, " AND "],
  [/attribute_not_exists/g, "attribute_exists"],
  [/attribute_exists/g, "attribute_not_exists"],
  [/ - (?=:|if)/g, " + "],
  [/ \+ /g, " - "],
];

/** A condition without one of its parts, or an update without one of its actions. */
function without(expression: string): readonly string[] {
  const [clauses, joint] = /^(SET|REMOVE|ADD) /.test(expression)
    ? [expression.split(/(?= (?:SET|REMOVE|ADD) )/), undefined]
    : [split(expression, " AND "), " AND "];
  if (joint !== undefined)
    return clauses.length < 2 ? [] : clauses.map((_, i) => clauses.toSpliced(i, 1).join(joint));
  return clauses
    .flatMap((clause, i) => {
      const [verb = "", ...rest] = clause.trim().split(" ");
      const actions = split(rest.join(" "), ", ");
      return actions.map((_, j) => {
        const left = actions.toSpliced(j, 1).join(", ");
        return clauses
          .toSpliced(i, 1, ...(left === "" ? [] : [`${verb} ${left}`]))
          .map((each) => each.trim())
          .join(" ");
      });
    })
    .filter((mutant) => mutant !== "");
}

/** Splits where no parenthesis is open. */
function split(text: string, at: string): readonly string[] {
  const parts = [""];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    if (text[i] === ")") depth--;
    if (depth === 0 && text.startsWith(at, i)) {
      parts.push("");
      i += at.length - 1;
    } else parts.push(`${parts.pop() ?? ""}${text.charAt(i)}`);
  }
  return parts;
}
