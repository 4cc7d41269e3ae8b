import { expect, test } from "vitest";
import type { EmailAddress } from "../../src/core/email.ts";
import { mayBeMailed } from "../../src/core/recipients.ts";

const all = { allow: undefined, deny: [] };

test.for([
  { email: "ada@example.com", recipients: all, want: true, because: "nothing is stated" },
  { email: "ada@example.com", recipients: { ...all, deny: ["example.com"] }, want: false },
  {
    email: "ada@mail.example.com",
    recipients: { ...all, deny: ["example.com"] },
    want: false,
    because: "a domain covers its subdomains",
  },
  {
    email: "ada@notexample.com",
    recipients: { ...all, deny: ["example.com"] },
    want: true,
    because: "another domain may end alike",
  },
  {
    email: "ada@example.com.evil.example",
    recipients: { ...all, deny: ["example.com"] },
    want: true,
    because: "another domain may begin alike",
  },
  { email: "ada@example.com", recipients: { ...all, deny: ["mail.example.com"] }, want: true },
  { email: "ada@b.example", recipients: { ...all, deny: ["a.example", "b.example"] }, want: false },
  { email: "ada@example.com", recipients: { allow: ["example.com"], deny: [] }, want: true },
  { email: "ada@mail.example.com", recipients: { allow: ["example.com"], deny: [] }, want: true },
  { email: "ada@notexample.com", recipients: { allow: ["example.com"], deny: [] }, want: false },
  { email: "ada@b.example", recipients: { allow: ["a.example", "b.example"], deny: [] }, want: true },
  { email: "ada@example.com", recipients: { allow: [], deny: [] }, want: false, because: "none is allowed" },
  {
    email: "ada@guests.example.com",
    recipients: { allow: ["example.com"], deny: ["guests.example.com"] },
    want: false,
    because: "what is denied is not mailed, allowed or not",
  },
])("$email, where $recipients: $want", ({ email, recipients, want }) => {
  expect(mayBeMailed(email as EmailAddress, recipients)).toBe(want);
});
