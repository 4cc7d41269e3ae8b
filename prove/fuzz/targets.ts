import type { FuzzTarget } from "./target.ts";
import { addresses } from "./targets/addresses.ts";
import { apiKeys } from "./targets/api-keys.ts";
import { challengeIds } from "./targets/challenge-ids.ts";
import { deadlines } from "./targets/deadlines.ts";
import { feedback } from "./targets/feedback.ts";
import { forwardedFor } from "./targets/forwarded-for.ts";
import { frames } from "./targets/frames.ts";
import { keySets } from "./targets/key-sets.ts";
import { knownDevices } from "./targets/known-devices.ts";
import { mails } from "./targets/mails.ts";
import { receipts } from "./targets/receipts.ts";
import { requests } from "./targets/requests.ts";
import { tenants } from "./targets/tenants.ts";
import { traceparents } from "./targets/traceparents.ts";

/** All classes of parsers of outside bytes. */
export const targets: readonly FuzzTarget[] = [
  addresses,
  challengeIds,
  apiKeys,
  knownDevices,
  requests,
  frames,
  deadlines,
  traceparents,
  forwardedFor,
  tenants,
  mails,
  feedback,
  receipts,
  keySets,
];
