import { type SESClient, SendRawEmailCommand } from "@aws-sdk/client-ses";
import type { SesCall } from "./ses-call.ts";

/** The call as the AWS SDK makes it: the fallback, and what the lean one is measured by. */
export function createSdkSesCall(client: SESClient): SesCall {
  return async ({ mime, source, to, configurationSet, tags }) => {
    const { MessageId: messageId, $metadata } = await client.send(
      new SendRawEmailCommand({
        RawMessage: { Data: mime },
        Source: source,
        Destinations: [to],
        ConfigurationSetName: configurationSet,
        Tags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
      }),
    );
    return { messageId, $metadata };
  };
}
