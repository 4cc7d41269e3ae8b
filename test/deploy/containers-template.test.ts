import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isAlias, parse, parseDocument, visit } from "yaml";
import type { Template } from "../../deploy/cloudformation/plain-template.ts";
import { allowed, rolesOf, wildcards } from "./support/iam.ts";
import { findingsIn } from "./support/validate.ts";

const template: Template = parse(readFileSync("deploy/cloudformation/containers.yaml", "utf8"));
const properties = (name: string) => template.Resources[name]?.Properties ?? {};
const [container] = properties("Task").ContainerDefinitions;
const environment: Record<string, unknown> = Object.fromEntries(
  container.Environment.map(({ Name, Value }: { Name: string; Value: unknown }) => [Name, Value]),
);

test("AWS's validator finds nothing in it", async () => {
  expect(await findingsIn(template, [])).toEqual([]);
});

test.for(readdirSync("deploy/cloudformation").filter((name) => name.endsWith(".yaml")))(
  "%s has no aliases, which CloudFormation refuses",
  (name) => {
    const document = parseDocument(readFileSync(`deploy/cloudformation/${name}`, "utf8"));
    let aliases = 0;
    visit(document, { Node: (_, node) => void (isAlias(node) && aliases++) });
    expect(aliases).toBe(0);
  },
);

test("the tasks may use one table, three parameters and one sender, and nothing else", () => {
  const role = rolesOf(template).get("TaskRole") ?? [];
  expect(allowed(role)).toEqual([
    "dynamodb:GetItem",
    "dynamodb:UpdateItem",
    "ses:SendRawEmail",
    "ssm:GetParameters",
  ]);
  const ses = role.find(({ Action }) => Action === "ses:SendRawEmail");
  expect(ses?.Condition).toEqual({ StringEquals: { "ses:FromAddress": { Ref: "From" } } });
  expect(wildcards([...rolesOf(template).values()].flat())).toEqual([expect.stringContaining("identity/*")]);
  expect(allowed(rolesOf(template).get("ExecutionRole") ?? [])).toEqual([
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ]);
});

test("one listener sends gRPC and HTTP to the same port of the same tasks", () => {
  const listeners = Object.values(template.Resources).filter(({ Type }) => Type.endsWith("::Listener"));
  expect(listeners).toHaveLength(1);
  const targets = properties("Service").LoadBalancers;
  expect(targets.map((each: { ContainerPort: number }) => each.ContainerPort)).toEqual([3600, 3600]);
  expect([properties("HttpTargets").ProtocolVersion, properties("GrpcTargets").ProtocolVersion]).toEqual([
    "HTTP1",
    "GRPC",
  ]);
});

/** Which targets the listener chooses, by its rules in their order. */
function targetsOf(contentType: string): string {
  const rules = Object.values(template.Resources)
    .filter(({ Type }) => Type.endsWith("::ListenerRule"))
    .map(({ Properties = {} }) => Properties)
    .toSorted((a, b) => a.Priority - b.Priority);
  const matches = (pattern: string) =>
    new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", ".*")}$`, "i").test(contentType);
  const rule = rules.find(({ Conditions }) =>
    Conditions.every((each: { HttpHeaderConfig: { Values: string[] } }) =>
      each.HttpHeaderConfig.Values.some(matches),
    ),
  );
  return (rule?.Actions ?? properties("Listener").DefaultActions)[0].TargetGroupArn.Ref;
}

test.for([
  ["application/grpc", "GrpcTargets"],
  ["application/grpc+proto", "GrpcTargets"],
  ["application/grpc-web", "HttpTargets"],
  ["application/grpc-web+proto", "HttpTargets"],
  ["application/grpc-web-text", "HttpTargets"],
  ["application/json", "HttpTargets"],
  ["application/proto", "HttpTargets"],
  ["", "HttpTargets"],
] as const)("%s goes to %s", ([contentType, targets]) => {
  expect(targetsOf(contentType)).toBe(targets);
});

test("both kinds of targets are asked whether they can serve, in their own protocol", () => {
  expect(properties("HttpTargets")).toMatchObject({
    HealthCheckPath: "/readyz",
    Matcher: { HttpCode: "200" },
  });
  expect(properties("GrpcTargets")).toMatchObject({
    HealthCheckPath: "/grpc.health.v1.Health/Check",
    Matcher: { GrpcCode: "0" },
  });
});

test("a task that ends is left by the load balancer before it stops taking calls, and has time to drain", () => {
  const { HealthCheckIntervalSeconds: every, UnhealthyThresholdCount: times } = properties("GrpcTargets");
  const delay = Number(environment.NOPASS_DRAIN_DELAY);
  expect(delay).toBeGreaterThanOrEqual(every * times);
  // What the service takes for all of it: src/compose.ts.
  expect(container.StopTimeout).toBeGreaterThan(25);
  for (const name of ["HttpTargets", "GrpcTargets"]) {
    const attributes = properties(name).TargetGroupAttributes as { Key: string; Value: string }[];
    const deregistration = attributes.find(({ Key }) => Key.startsWith("deregistration"));
    expect(Number(deregistration?.Value)).toBeLessThanOrEqual(25);
    expect(Number(deregistration?.Value)).toBeGreaterThanOrEqual(delay);
  }
});

test("the container is not root, cannot write, and has no secret in its environment", () => {
  expect(container).toMatchObject({
    User: "1000",
    ReadonlyRootFilesystem: true,
    LinuxParameters: { Capabilities: { Drop: ["ALL"] } },
  });
  expect(Object.keys(environment)).not.toContain("NOPASS_KEYRING");
  expect(Object.keys(environment)).not.toContain("NOPASS_RECEIPT_KEYS");
});

test("SES tells of deliveries, delays, bounces and complaints", () => {
  const types = Object.values(template.Resources).flatMap(
    ({ Properties }) => Properties?.EventDestination?.MatchingEventTypes ?? [],
  );
  expect(types).toEqual(["delivery", "deliveryDelay", "bounce", "complaint"]);
});

test("a deployment that does not get healthy is taken back, and load brings more tasks", () => {
  expect(properties("Service").DeploymentConfiguration).toEqual({
    MinimumHealthyPercent: 100,
    MaximumPercent: 200,
    DeploymentCircuitBreaker: { Enable: true, Rollback: true },
  });
  expect(properties("Log").RetentionInDays).toBe(30);
  expect(properties("Table").TimeToLiveSpecification).toEqual({ AttributeName: "ttl", Enabled: true });
  const { TargetTrackingScalingPolicyConfiguration: scaling } = properties("ScalingByCpu");
  expect(scaling.PredefinedMetricSpecification.PredefinedMetricType).toBe("ECSServiceAverageCPUUtilization");
});
