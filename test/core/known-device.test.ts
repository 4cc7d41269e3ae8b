import { expect, test } from "vitest";
import type { EmailAddress } from "../../src/core/email.ts";
import { isKnownDevice, issueKnownDevice } from "../../src/core/known-device.ts";
import { aKeyring } from "../support/keyrings.ts";
import { noonMs } from "../support/noon.ts";

const ada = "ada@example.com" as EmailAddress;
const keyring = aKeyring();
const token = issueKnownDevice(keyring, "acme", ada, noonMs);
const dayMs = 24 * 60 * 60_000;
const startOfDayMs = Math.floor(noonMs / dayMs) * dayMs;

test("a token is known for its tenant and address alone", () => {
  expect(isKnownDevice(keyring, token, "acme", ada, noonMs)).toBe(true);
  expect(isKnownDevice(keyring, token, "globex", ada, noonMs)).toBe(false);
  expect(isKnownDevice(keyring, token, "acme", "eve@example.com" as EmailAddress, noonMs)).toBe(false);
  expect(isKnownDevice(aKeyring("k2"), token, "acme", ada, noonMs)).toBe(false);
});

test("a token has one spelling: none of the characters that decode alike stands for its last one", () => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const known = [...alphabet].filter((last) =>
    isKnownDevice(keyring, token.slice(0, -1) + last, "acme", ada, noonMs),
  );
  expect(known).toEqual([token.at(-1)]);
});

test("a token is known from the day on which it was made until 180 days after it, to the millisecond", () => {
  const endMs = startOfDayMs + 181 * dayMs;
  const at = (nowMs: number) => isKnownDevice(keyring, token, "acme", ada, nowMs);
  expect([at(startOfDayMs - 1), at(startOfDayMs), at(endMs - 1), at(endMs)]).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test("any other text is no token", () => {
  const [start = "", day = "", proof = ""] = token.split(".");
  for (const text of [
    "",
    "nd1_",
    start,
    `${start}.${day}`,
    `${start}.0${day}.${proof}`,
    ` ${token}`,
    `${token}\n`,
  ])
    expect(isKnownDevice(keyring, text, "acme", ada, noonMs)).toBe(false);
});
