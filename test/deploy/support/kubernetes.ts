import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** A manifest, as far as these tests look into it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  // biome-ignore lint/suspicious/noExplicitAny: each kind has its own, which the schema knows
  readonly spec?: any;
  readonly data?: Readonly<Record<string, string>>;
}

/** What the schemas of Kubernetes find wrong with a manifest, but for names that they do not know. */
export async function violationsOf(manifest: Manifest): Promise<readonly string[]> {
  const kinds = await import(moduleOf(manifest));
  const Kind = kinds[manifest.kind];
  if (Kind === undefined) return [`there is no ${manifest.kind} in ${manifest.apiVersion}`];
  try {
    new Kind(manifest).validate();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

/**
 * What the compiler finds wrong with manifests as values of their types: names that are not known, above all, which the
 * schemas let pass and Kubernetes drops.
 */
export async function unknownNamesIn(manifests: readonly Manifest[]): Promise<string> {
  // Within the project, so that its packages are found.
  const folder = await mkdtemp(join("node_modules", ".nopass-manifests-"));
  const lines = manifests.map((manifest, i) => {
    const type = `import("${moduleOf(manifest)}").I${manifest.kind}`;
    return `export const m${i}: ${type} = ${JSON.stringify(manifest)};`;
  });
  const options = {
    strict: true,
    noEmit: true,
    module: "nodenext",
    target: "es2025",
    skipLibCheck: true,
    types: [],
  };
  await writeFile(join(folder, "manifests.ts"), lines.join("\n"));
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: options, include: ["*.ts"] }),
  );
  try {
    await promisify(execFile)("node_modules/.bin/tsc", ["-p", folder]);
    return "";
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function moduleOf({ apiVersion }: Manifest): string {
  return `kubernetes-models/${apiVersion}`;
}
