import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { plainTemplate, type Template } from "../../deploy/cloudformation/plain-template.ts";
import { allowed, rolesOf, wildcards } from "./support/iam.ts";
import { type Packaged, packageService } from "./support/package.ts";
import { type Exception, findingsIn } from "./support/validate.ts";

const plainText = readFileSync("deploy/cloudformation/serverless.yaml", "utf8");
const plain: Template = parse(plainText);
let packaged: Packaged;

beforeAll(async () => {
  packaged = await packageService();
}, 120_000);

const dependsTwice = "osls writes a dependency that a reference states as well; it changes nothing";
const exceptions: readonly Exception[] = [
  "ApiLambdaFunction",
  "SetupLambdaFunction",
  "HttpApiRouteDefault",
].map((resource) => ({ rule: "W3005", resource, reason: dependsTwice }));

test("`serverless package` needs no credentials, and AWS's validator finds nothing in its template", async () => {
  expect(await findingsIn(packaged.template, exceptions)).toEqual([]);
});

test("AWS's validator finds nothing in the plain template", async () => {
  const uploaded = structuredClone(plain);
  // As `aws cloudformation package` does.
  for (const { Type, Properties = {} } of Object.values(uploaded.Resources))
    if (Type === "AWS::Lambda::Function") Properties.Code = { S3Bucket: "bucket", S3Key: "key" };
  expect(await findingsIn(uploaded, [])).toEqual([]);
});

test("AWS's validator would find a mistake", async () => {
  const broken = structuredClone(packaged.template);
  const table = broken.Resources.Table?.Properties ?? {};
  table.TimeToLiveSpecification = { AttributName: "ttl", Enabled: true };
  expect((await findingsIn(broken, exceptions)).join()).toContain("Table");
});

test("the plain template is the one of serverless.yml", () => {
  expect(plainText, "run node deploy/cloudformation/generate.ts").toBe(plainTemplate(packaged.template));
});

describe.for([
  { name: "serverless package", of: () => packaged.template },
  { name: "the plain template", of: () => plain },
])("$name", ({ of }) => {
  const properties = (name: string) => of().Resources[name]?.Properties ?? {};

  test("lets the service write and read one table, send as one address, read three parameters, and log", () => {
    const role = rolesOf(of()).get("ApiRole") ?? [];
    expect(allowed(role)).toEqual([
      "dynamodb:GetItem",
      "dynamodb:UpdateItem",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "ses:SendRawEmail",
      "ssm:GetParameters",
    ]);
    const ses = role.find(({ Action }) => Action === "ses:SendRawEmail");
    expect(ses?.Condition).toEqual({ StringEquals: { "ses:FromAddress": { Ref: "From" } } });
    const table = role.find(({ Action }) => Action.includes("dynamodb:UpdateItem"));
    expect(table?.Resource).toEqual({ "Fn::GetAtt": ["Table", "Arn"] });
  });

  test("has no wildcard in its roles but that of the identities of SES, which a condition bounds", () => {
    const all = [...rolesOf(of()).values()].flat();
    expect(rolesOf(of()).size).toBe(2);
    expect(wildcards(all)).toEqual([
      JSON.stringify({
        "Fn::Sub": `arn:\${AWS::Partition}:ses:\${AWS::Region}:\${AWS::AccountId}:identity/*`,
      }),
    ]);
  });

  test("lets the setup create parameters, and neither read nor replace one", () => {
    const role = rolesOf(of()).get("SetupRole") ?? [];
    expect(allowed(role)).toEqual(["logs:CreateLogStream", "logs:PutLogEvents", "ssm:PutParameter"]);
    const deny = role.find(({ Effect }) => Effect === "Deny");
    expect(deny).toMatchObject({
      Action: "ssm:PutParameter",
      Condition: { StringEquals: { "ssm:Overwrite": "true" } },
    });
  });

  test("clears the table by its TTL, bills it by request, and bounds what it can cost", () => {
    expect(properties("Table")).toMatchObject({
      TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    });
    expect(properties("Table").OnDemandThroughput.MaxWriteRequestUnits).toBeGreaterThan(0);
  });

  test("lets everyone call the Function URL, which takes two permissions, and the HTTP API", () => {
    const permissions = Object.values(of().Resources)
      .filter(({ Type }) => Type === "AWS::Lambda::Permission")
      .map(({ Properties = {} }) => Properties);
    expect(permissions).toContainEqual(
      expect.objectContaining({
        Action: "lambda:InvokeFunctionUrl",
        FunctionUrlAuthType: "NONE",
        Principal: "*",
      }),
    );
    expect(permissions).toContainEqual(
      expect.objectContaining({
        Action: "lambda:InvokeFunction",
        InvokedViaFunctionUrl: true,
        Principal: "*",
      }),
    );
    expect(permissions).toContainEqual(
      expect.objectContaining({ Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com" }),
    );
  });

  test("runs on arm64 and Node 24, and forgets its log after a month", () => {
    expect(properties("ApiLambdaFunction")).toMatchObject({
      Architectures: ["arm64"],
      Runtime: "nodejs24.x",
    });
    const groups = Object.values(of().Resources).filter(({ Type }) => Type === "AWS::Logs::LogGroup");
    expect(groups.map(({ Properties }) => Properties?.RetentionInDays)).toEqual([30, 30]);
  });

  test("tracks neither opens nor clicks, and asks SES for TLS", () => {
    expect(properties("ConfigurationSet")).not.toHaveProperty("TrackingOptions");
    expect(properties("ConfigurationSet").DeliveryOptions).toEqual({ TlsPolicy: "REQUIRE" });
    expect(properties("Feedback").EventDestination.MatchingEventTypes).toEqual([
      "delivery",
      "deliveryDelay",
      "bounce",
      "complaint",
    ]);
  });

  test("hears of bounces at its own endpoint, once that is there to confirm it", () => {
    expect(properties("FeedbackSubscription")).toEqual({
      TopicArn: { Ref: "FeedbackTopic" },
      Protocol: "https",
      Endpoint: { "Fn::Sub": `\${HttpApi.ApiEndpoint}/feedback/sns` },
    });
    expect(of().Resources.FeedbackSubscription?.DependsOn).toContain("HttpApiStage");
    expect(properties("ApiLambdaFunction").Environment.Variables.NOPASS_FEEDBACK_TOPICS).toEqual({
      Ref: "FeedbackTopic",
    });
    expect(properties("FeedbackTopic")).toEqual({ SignatureVersion: "2" });
    const [publish] = properties("FeedbackTopicPolicy").PolicyDocument.Statement;
    expect(publish).toMatchObject({ Action: "sns:Publish", Principal: { Service: "ses.amazonaws.com" } });
    expect(publish.Condition.StringEquals["AWS:SourceAccount"]).toEqual({ Ref: "AWS::AccountId" });
  });

  test("has its secrets made before the service first reads them", () => {
    expect([of().Resources.ApiLambdaFunction?.DependsOn].flat()).toContain("Secrets");
    const { NOPASS_KEYRING, NOPASS_RECEIPT_KEYS } = properties("ApiLambdaFunction").Environment.Variables;
    expect([NOPASS_KEYRING, NOPASS_RECEIPT_KEYS]).toEqual([undefined, undefined]);
  });
});
