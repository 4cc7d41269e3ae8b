import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RegoEngine, TemplateFile } from "@aws/cloudformation-validate";

/** A finding of AWS's validator that is left as it is. */
export interface Exception {
  readonly rule: string;
  readonly resource: string;
  readonly reason: string;
}

/**
 * What AWS's own validator finds in a template, in strict mode, without the exceptions. An exception that nothing needs
 * is a finding too.
 */
export async function findingsIn(
  template: object,
  exceptions: readonly Exception[],
): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), "nopass-template-"));
  const file = join(folder, "template.json");
  await writeFile(file, JSON.stringify(template));
  const engine = new RegoEngine();
  try {
    const report = engine.validateStandard(new TemplateFile(file), {
      strict: true,
      severityLevel: "WARN",
      pseudoParameterOverrides: { region: "eu-west-3" },
    });
    if (report.status !== "OK") return [`the analysis ended as ${report.status}`];
    const found = report.diagnostics.map(({ ruleId, entity, message }) => ({
      rule: ruleId,
      resource: entity?.logicalId ?? "",
      message,
    }));
    const covers = (exception: Exception) => (each: (typeof found)[number]) =>
      each.rule === exception.rule && each.resource === exception.resource;
    return [
      ...found
        .filter((each) => !exceptions.some((exception) => covers(exception)(each)))
        .map(({ rule, resource, message }) => `${rule} ${resource}: ${message}`),
      ...exceptions
        .filter((exception) => !found.some(covers(exception)))
        .map(({ rule, resource }) => `${rule} ${resource}: an exception that nothing needs`),
    ];
  } finally {
    engine.free();
    await rm(folder, { recursive: true });
  }
}
