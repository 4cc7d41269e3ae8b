import { describe, expect, test } from "vitest";
import { runCli } from "./support/run-cli.ts";

const commands = [
  "serve",
  "dev",
  "check",
  "table create",
  "keys create",
  "keyring create",
  "receipt-keys create",
  "mail preview",
  "send EMAIL",
  "verify CHALLENGE_ID",
];

test.for([{ words: [] }, { words: ["--help"] }, { words: ["-h"] }])(
  "nopass $words lists every command, with a line about it",
  async ({ words }) => {
    const { code, out, err } = await runCli(words);
    expect(code).toBe(0);
    expect(err).toBe("");
    for (const command of commands) expect(out).toMatch(new RegExp(`^  ${command}.*\n      \\S`, "m"));
  },
);

describe("a command line that cannot be understood ends with 2, an explanation and no stack trace", () => {
  test.for([
    { words: ["serv"], says: "usage: nopass COMMAND" },
    { words: ["keys"], says: "usage: nopass COMMAND" },
    { words: ["keys", "delete"], says: "usage: nopass COMMAND" },
    { words: ["constructor"], says: "usage: nopass COMMAND" },
    { words: ["keys", "create"], says: "--tenant is missing\nusage: nopass keys create" },
    { words: ["keys", "create", "--tenant", "acme"], says: "--kind is secret or publishable" },
    {
      words: ["keys", "create", "--tenant", "acme", "--kind", "sk"],
      says: "--kind is secret or publishable",
    },
    {
      words: ["keys", "create", "--tenant", "acme", "--kind", "publishable"],
      says: "a publishable key needs --origin",
    },
    { words: ["keys", "create", "--tennant", "acme"], says: "Unknown option '--tennant'" },
    { words: ["keyring", "create", "--id", "my key"], says: "--id is 1 to 16 of A-Z a-z 0-9 _ -" },
    { words: ["receipt-keys", "create", "--alg", "RS256"], says: "--alg is ES256 or EdDSA" },
    { words: ["receipt-keys", "create", "now"], says: "usage: nopass receipt-keys create" },
    { words: ["send"], says: "a word is missing\nusage: nopass send" },
    { words: ["send", "ada@example.com"], says: "NOPASS_API_KEY is not set" },
    { words: ["verify", "nc1_", "123456", "now"], says: "there are too many words" },
    { words: ["serve", "now"], says: "usage: nopass serve" },
  ])("$words", async ({ words, says }) => {
    const { code, out, err } = await runCli(words);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain(says);
    expect(err).not.toMatch(/^ +at /m);
  });
});
