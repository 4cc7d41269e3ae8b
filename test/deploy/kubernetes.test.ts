import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { parseSettings } from "../../src/config/settings.ts";
import { anEnv } from "../config/support/settings.ts";
import { type Manifest, unknownNamesIn, violationsOf } from "./support/kubernetes.ts";

const folder = "deploy/kubernetes";
const names = readdirSync(folder).filter((name) => name !== "kustomization.yaml");
// As kubectl reads them: YAML 1.1, where 0440 is octal.
const read = (name: string) => parse(readFileSync(`${folder}/${name}`, "utf8"), { version: "1.1" });
const kustomization = read("kustomization.yaml");
const labels = kustomization.labels[0].pairs;
const manifests: readonly Manifest[] = names.map((name) => withLabels(read(name)));
const find = (kind: string, name = "nopass") =>
  manifests.find((each) => each.kind === kind && each.metadata.name === name);

/** What kustomize makes of `includeSelectors` and `images`, as far as these manifests need it. */
function withLabels(manifest: Manifest): Manifest {
  const { kind, metadata, spec } = manifest;
  const labelled = { ...manifest, metadata: { ...metadata, labels } };
  if (kind === "Service") return { ...labelled, spec: { ...spec, selector: labels } };
  if (kind === "PodDisruptionBudget")
    return { ...labelled, spec: { ...spec, selector: { matchLabels: labels } } };
  if (kind === "NetworkPolicy")
    return { ...labelled, spec: { ...spec, podSelector: { matchLabels: labels } } };
  if (kind !== "Deployment") return labelled;
  const pod = spec.template.spec;
  const [constraint] = pod.topologySpreadConstraints;
  return {
    ...labelled,
    spec: {
      ...spec,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          ...pod,
          topologySpreadConstraints: [{ ...constraint, labelSelector: { matchLabels: labels } }],
          containers: pod.containers.map((each: { image: string }) => ({
            ...each,
            image: `registry/${each.image}`,
          })),
        },
      },
    },
  };
}

const pod = () => find("Deployment")?.spec.template.spec;
const container = () => pod().containers[0];
let environment: Readonly<Record<string, string>> = {};

beforeAll(() => {
  environment = find("ConfigMap")?.data ?? {};
});

test("kustomize is told of every manifest", () => {
  expect([...kustomization.resources].toSorted()).toEqual(names.toSorted());
});

test.for(names.map((name, i) => ({ name, i })))("$name is what Kubernetes takes", async ({ i }) => {
  expect(await violationsOf(manifests[i] as Manifest)).toEqual([]);
});

test("no manifest has a name that Kubernetes does not know", async () => {
  expect(await unknownNamesIn(manifests)).toBe("");
});

test("both checks would find a mistake", async () => {
  const deployment = find("Deployment") as Manifest;
  const wrong = { ...deployment, spec: { ...deployment.spec, replicas: "two" } };
  expect(await violationsOf(wrong)).not.toEqual([]);
  const unknown = { ...deployment, spec: { ...deployment.spec, replicaz: 2 } };
  expect(await unknownNamesIn([unknown])).toContain("replicaz");
});

test("the settings are accepted by the service, once its secrets are mounted", () => {
  const { NOPASS_KEYRING_FILE, NOPASS_RECEIPT_KEYS_FILE, NOPASS_TENANTS, ...rest } = environment;
  const { AWS_REGION, ...settings } = rest;
  expect(AWS_REGION).toBeDefined();
  expect(() => parseSettings(anEnv({ ...settings }))).not.toThrow();
  const [mount] = container().volumeMounts;
  for (const path of [NOPASS_KEYRING_FILE, NOPASS_RECEIPT_KEYS_FILE, NOPASS_TENANTS])
    expect(path?.startsWith(`${mount.mountPath}/`)).toBe(true);
  // With `subPath` the kubelet would never bring an edit.
  expect(mount).not.toHaveProperty("subPath");
});

test("the pod runs with no right that it does not need", () => {
  expect(pod()).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
  });
  expect(container().securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  });
  // Of the group that owns the mounted secrets, and of nobody else.
  expect(pod().volumes[0].secret.defaultMode).toBe(0o440);
});

test("readiness is asked by grpc.health.v1, liveness without the table", () => {
  expect(container().readinessProbe.grpc).toEqual({ port: 3600 });
  expect(container().livenessProbe.httpGet.path).toBe("/livez");
  expect(container().startupProbe.httpGet.path).toBe("/livez");
});

test("a pod that ends has time to drain, and is known as ending before it takes no more calls", () => {
  const { terminationGracePeriodSeconds } = pod();
  expect(terminationGracePeriodSeconds).toBeGreaterThan(25);
  const { periodSeconds, failureThreshold } = container().readinessProbe;
  expect(Number(environment.NOPASS_DRAIN_DELAY)).toBeGreaterThan(periodSeconds * failureThreshold);
});

test("one pod at a time may be taken away, and no version replaces another before it is ready", () => {
  expect(find("PodDisruptionBudget")?.spec.maxUnavailable).toBe(1);
  expect(find("Deployment")?.spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
  expect(find("HorizontalPodAutoscaler")?.spec.minReplicas).toBeGreaterThan(1);
  // The autoscaler counts: a number here would set it back at each `kubectl apply`.
  expect(find("Deployment")?.spec).not.toHaveProperty("replicas");
});

test("calls may come in on the one port, and the ports of both services lead there", () => {
  const { ingress, policyTypes } = find("NetworkPolicy")?.spec ?? {};
  expect(ingress).toEqual([{ ports: [{ protocol: "TCP", port: 3600 }] }]);
  expect(policyTypes).toEqual(["Ingress", "Egress"]);
  for (const name of ["nopass", "nopass-pods"])
    expect(find("Service", name)?.spec.ports[0].targetPort).toBe(container().ports[0].name);
});
