/** As much of JSON Schema as the schema of the tenants file uses. */
export interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly description?: string;
}

/** What an editor would underline: names that are unknown or missing, and values of the wrong kind, with their places. */
export function violations(schema: JsonSchema, value: unknown, place = ""): readonly string[] {
  if (schema.anyOf !== undefined) {
    const found = schema.anyOf.map((each) => violations(each, value, place));
    return found.some((each) => each.length === 0) ? [] : found.flat();
  }
  if (schema.type === "object") return inObject(schema, value, place);
  if (schema.type === "array")
    return Array.isArray(value)
      ? value.flatMap((each, i) => violations(schema.items ?? {}, each, `${place}[${i}]`))
      : [`${place} is no list`];
  if (schema.enum !== undefined) return schema.enum.includes(value) ? [] : [`${place} is none of its values`];
  const kind = schema.type === "integer" ? "number" : schema.type;
  if (kind !== undefined && typeof value !== kind) return [`${place} is no ${schema.type}`];
  const matches = schema.pattern === undefined || new RegExp(schema.pattern, "u").test(String(value));
  return matches ? [] : [`${place} does not match`];
}

function inObject({ properties = {}, required = [], ...schema }: JsonSchema, value: unknown, place: string) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${place} is no object`];
  const missing = required
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => `${place}.${name} is missing`);
  const wrong = Object.entries(value).flatMap(([name, member]) => {
    const property = properties[name];
    if (property !== undefined) return violations(property, member, `${place}.${name}`);
    if (schema.additionalProperties === false) return [`${place}.${name} is unknown`];
    const ofName = schema.propertyNames ? violations(schema.propertyNames, name, `${place}.${name}`) : [];
    const others = schema.additionalProperties;
    return [...ofName, ...(typeof others === "object" ? violations(others, member, `${place}.${name}`) : [])];
  });
  return [...missing, ...wrong];
}
