/** What a stack's references come to. */
export type Values = Readonly<Record<string, string>>;

/** Works out as much of CloudFormation's functions as the environment of a function uses. */
export function resolve(
  value: unknown,
  values: Values,
  conditions: Readonly<Record<string, boolean>>,
): string {
  if (typeof value !== "object" || value === null) return String(value);
  const [[name, argument] = ["", undefined]] = Object.entries(value);
  const known = (key: string) => {
    if (values[key] === undefined) throw new Error(`nothing is known of ${key}`);
    return values[key];
  };
  switch (name) {
    case "Ref":
      return known(String(argument));
    case "Fn::GetAtt":
      return known((argument as readonly string[]).join("."));
    case "Fn::Sub":
      return String(argument).replace(/\$\{([^}]+)\}/g, (_, key: string) => known(key));
    case "Fn::If": {
      const [condition = "", yes, no] = argument as readonly string[];
      if (conditions[condition] === undefined) throw new Error(`nothing is known of ${condition}`);
      return resolve(conditions[condition] ? yes : no, values, conditions);
    }
    default:
      throw new Error(`${name} is not known`);
  }
}
