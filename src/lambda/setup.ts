import { setTimeout as pause } from "node:timers/promises";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { createParameterClient } from "../secrets/parameters.ts";
import { runSetup, type SetupEvent } from "./run-setup.ts";

const client = createParameterClient();

/** The function behind the stack's custom resource. It may create parameters, and neither read nor replace them. */
export const handler = (event: SetupEvent): Promise<void> => runSetup(event, { create, answer, pause });

async function create(name: string, text: string): Promise<boolean> {
  const input = { Name: name, Value: text, Type: "SecureString", Overwrite: false } as const;
  try {
    await client.send(new PutParameterCommand(input));
    return true;
  } catch (error) {
    if ((error as Error).name !== "ParameterAlreadyExists") throw error;
    return false;
  }
}

async function answer(url: string, body: Uint8Array): Promise<void> {
  // Bytes have no content type: the address is signed without one.
  const answered = await fetch(url, { method: "PUT", body: body as Uint8Array<ArrayBuffer> });
  if (!answered.ok) throw new Error(`CloudFormation answered ${answered.status}`);
}
