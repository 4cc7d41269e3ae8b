/** Each single change of an expression of DynamoDB that its author might have made by mistake. Empty: left out. */
export function expressionMutants(expression: string): readonly string[] {
  const updates = isUpdate(expression);
  const swapped = [...swaps, ...(updates ? [] : comparisons)].flatMap(([from, to]) =>
    [...expression.matchAll(from)].map(
      // The first that is found from there on is the one that begins there.
      ({ index }) =>
        expression.slice(0, index) + expression.slice(index).replace(new RegExp(from.source), to),
    ),
  );
  const shorter = updates
    ? withoutActions(expression)
    : [...withoutParts(expression), ...oneSided(expression)];
  return [...new Set([...swapped, ...shorter])].filter((mutant) => mutant !== expression);
}

const swaps: readonly (readonly [RegExp, string])[] = [
  [/attribute_not_exists/g, "attribute_exists"],
  [/attribute_exists/g, "attribute_not_exists"],
  [/ - (?=:|if)/g, " + "],
  [/ \+ /g, " - "],
  [/if_not_exists\(([^,]+), ([^)]+)\)/g, "$1"],
  [/if_not_exists\(([^,]+), ([^)]+)\)/g, "$2"],
  [/#c\.m\)/g, "#c)"],
];

const comparisons: readonly (readonly [RegExp, string])[] = [
  [/ <= /g, " < "],
  [/ < /g, " <= "],
  [/ >= /g, " > "],
  [/ > /g, " >= "],
  [/ <> /g, " = "],
  [/ = /g, " <> "],
  [/ OR /g, " AND "],
];

function isUpdate(expression: string): boolean {
  return /^(SET|REMOVE|ADD) /.test(expression);
}

/** A condition without one of the parts that all have to hold. */
function withoutParts(condition: string): readonly string[] {
  const parts = split(condition, " AND ");
  return parts.map((_, i) => parts.toSpliced(i, 1).join(" AND "));
}

/** A condition with one side of a choice alone. */
function oneSided(condition: string): readonly string[] {
  const parts = split(condition, " AND ");
  return parts.flatMap((part, i) =>
    split(part.replace(/^\((.*)\)$/, "$1"), " OR ").map((side) => parts.with(i, side).join(" AND ")),
  );
}

/** An update without one of its actions. */
function withoutActions(update: string): readonly string[] {
  const clauses = update.split(/(?= (?:SET|REMOVE|ADD) )/).map((clause) => clause.trim());
  return clauses.flatMap((clause, i) => {
    const [verb = "", ...rest] = clause.split(" ");
    const actions = split(rest.join(" "), ", ");
    return actions.map((_, j) => {
      const left = actions.toSpliced(j, 1).join(", ");
      return clauses.toSpliced(i, 1, ...(left === "" ? [] : [`${verb} ${left}`])).join(" ");
    });
  });
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
