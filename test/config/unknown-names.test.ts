import { describe, expect, test } from "vitest";
import { anEnv, problemsOf } from "./support/settings.ts";

describe("a name that begins like ours but is not among them", () => {
  test.for([
    { name: "NOPASS_KEYRINGS", nearest: "NOPASS_KEYRING" },
    { name: "NOPASS_TENANT", nearest: "NOPASS_TENANTS" },
    { name: "NOPASS_DYNAMODB_TABEL", nearest: "NOPASS_DYNAMODB_TABLE" },
    { name: "NOPASS_PORT", nearest: "PORT" },
    { name: "NOPASS_LOG_LEVEL", nearest: "LOG_LEVEL" },
    { name: "NOPASS_KEYRING_FLIE", nearest: "NOPASS_KEYRING_FILE" },
    { name: "NOPASS_TLS_CA", nearest: "NOPASS_TLS_CERT" },
  ])("$name is refused with $nearest, the nearest that is", ({ name, nearest }) => {
    expect(problemsOf(anEnv({ [name]: "1" }))).toEqual([
      `${name} is not a setting: did you mean ${nearest}?`,
    ]);
  });

  test("is ignored if clients or tests use it, or if it only looks alike", () => {
    const others = {
      NOPASS_API_KEY: "np_",
      NOPASS_URL: "x",
      NOPASS_TEST_CANARY: "x",
      nopass_port: "1",
      MY_NOPASS_X: "1",
    };
    expect(problemsOf(anEnv(others))).toEqual([]);
  });
});
