import type { DevState } from "./state.ts";

/** What a newcomer sees: where the service is, and calls that work as they stand. */
export function banner(port: number, { secretKey, publishableKey }: DevState): string {
  const url = `http://localhost:${port}`;
  const service = "nopass.v1.NoPassService";
  return `
  NoPass is running on ${url} (gRPC, gRPC-Web and Connect on this one port).
  Development: embedded DynamoDB under .nopass, no mail leaves this machine.

  Try it           ${url}
  Inbox            ${url}/inbox
  Secret key       ${secretKey}
  Publishable key  ${publishableKey}

  Send a code:

curl -s ${url}/${service}/SendCode \\
  -H 'Authorization: Bearer ${secretKey}' \\
  -H 'Content-Type: application/json' \\
  -d '{"email":"ada@example.com"}'

  Read it:

curl -s '${url}/inbox/messages?to=ada@example.com'

  Have it judged:

curl -s ${url}/${service}/VerifyCode \\
  -H 'Authorization: Bearer ${secretKey}' \\
  -H 'Content-Type: application/json' \\
  -d '{"challengeId":"CHALLENGE_ID","code":"CODE"}'

  The same by gRPC, with buf or grpcurl:

buf curl --protocol grpc --http2-prior-knowledge ${url}/${service}/SendCode \\
  -H 'Authorization: Bearer ${secretKey}' -d '{"email":"bob@example.com"}'

grpcurl -plaintext -H 'Authorization: Bearer ${secretKey}' \\
  -d '{"email":"eve@example.com"}' localhost:${port} ${service}/SendCode

`;
}
