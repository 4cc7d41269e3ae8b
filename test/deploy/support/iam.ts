/** One statement of a policy that the service's own roles carry. */
export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>;
}

/** What each role of a template may do. */
export function rolesOf({ Resources }: Template): ReadonlyMap<string, readonly Statement[]> {
  const roles = new Map<string, readonly Statement[]>();
  for (const [name, { Type, Properties }] of Object.entries(Resources)) {
    if (Type !== "AWS::IAM::Role") continue;
    const { Policies = [] } = Properties as {
      readonly Policies?: readonly {
        readonly PolicyDocument: { readonly Statement: readonly Statement[] };
      }[];
    };
    roles.set(
      name,
      Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
    );
  }
  return roles;
}

/** The actions that a role is allowed, in order. */
export function allowed(statements: readonly Statement[]): readonly string[] {
  return statements
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Action }) => Action)
    .toSorted();
}

/** Actions and resources with a wildcard, wherever one stands in them. */
export function wildcards(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap(({ Action, Resource }) =>
    [Action, Resource]
      .flat()
      .map((each) => JSON.stringify(each))
      .filter((text) => text.includes("*")),
  );
}
