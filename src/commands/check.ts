import {
  GetAccountSendingEnabledCommand,
  GetIdentityVerificationAttributesCommand,
  GetSendQuotaCommand,
} from "@aws-sdk/client-ses";
import type { Env } from "../config/env.ts";
import { parseSettings, type Settings } from "../config/settings.ts";
import { parseTenants } from "../config/tenants.ts";
import type { Command } from "./command.ts";

export const check: Command = { usage: "check", summary: "", run: async () => 0 };
