import { stringify } from "yaml";

/** A CloudFormation template, as far as it is changed here. */
export interface Template {
  AWSTemplateFormatVersion?: string;
  Description?: string;
  Parameters?: Record<string, { Default?: unknown }>;
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Export?: unknown }>;
}

export interface Resource {
  Type: string;
  DependsOn?: string | string[];
  // biome-ignore lint/suspicious/noExplicitAny: templates are data without a shape of their own
  Properties?: Record<string, any>;
}

/**
 * Makes the template that needs no tool but AWS's own out of the one that `serverless package` wrote.
 *
 * What is left out is the bucket for the code, for which `aws cloudformation package` has its own, and every name that
 * would keep a second stack from the same account.
 */
export function plainTemplate(packaged: Template): string {
  const {
    Parameters = {},
    Conditions,
    Resources,
    Outputs,
  } = structuredClone(packaged) as Template & {
    Conditions: unknown;
  };
  delete Parameters.From?.Default;
  for (const name of Object.keys(Resources))
    if (name.startsWith("ServerlessDeployment")) delete Resources[name];
  delete Outputs.ServerlessDeploymentBucketName;
  for (const output of Object.values(Outputs)) delete output.Export;
  for (const [name, resource] of Object.entries(Resources)) {
    const { Type, Properties = {}, DependsOn = [] } = resource;
    // The others are referred to, which is order enough.
    const needed = [DependsOn].flat().filter((each) => !/(?:Role|LogGroup|Integration\w+)$/.test(each));
    delete resource.DependsOn;
    if (needed.length > 0) resource.DependsOn = needed;
    if (Type === "AWS::Logs::LogGroup") delete Properties.LogGroupName;
    if (Type === "AWS::ApiGatewayV2::Api") Properties.Name = { Ref: "AWS::StackName" };
    if (Type !== "AWS::Lambda::Function") continue;
    delete Properties.FunctionName;
    Properties.Code = "../../dist/lambda";
    Properties.Handler = Properties.Handler.replace("dist/lambda/", "");
    Properties.LoggingConfig = { LogGroup: { Ref: name.replace("LambdaFunction", "LogGroup") } };
  }
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "NoPass on AWS Lambda",
    Parameters,
    Conditions,
    Resources,
    Outputs,
  };
  return `# Made from serverless.yml by deploy/cloudformation/generate.ts: do not edit.\n${stringify(template, { aliasDuplicateObjects: false, lineWidth: 110 })}`;
}
