import { start } from "../../src/compose.ts";
import { parseSettings } from "../../src/config/settings.ts";
import { createEnvironment } from "../../test/e2e/support/environment.ts";
import { serveMeasurer } from "../processes.ts";

/** The service as it is in production, with DynamoDB and SES at the canned endpoint that `AWS_ENDPOINT_URL_*` name. */
const { settings, secretKey, publishableKey } = await createEnvironment({});
const service = await start(
  parseSettings({
    ...settings,
    NOPASS_STORE: "dynamodb",
    NOPASS_MAIL: "ses",
    NOPASS_REFLECTION: "off",
    LOG_LEVEL: "info",
  }),
);
const url = `http://127.0.0.1:${service.port}`;
serveMeasurer({ url, secretKey, publishableKey });
