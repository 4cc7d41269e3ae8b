import { afterEach, expect, test, vi } from "vitest";
import { createNoPass, type NoPassOptions } from "../../clients/web/src/index.ts";
import { secretKey } from "./support/clients.ts";
import { startFakeNoPass } from "./support/fake-no-pass.ts";

const ada = { email: "ada@example.com" };
const publishableKey = "np_live_pk_k2_cHVibGlzaGFibGU";

afterEach(() => vi.unstubAllGlobals());

test.for<Pick<NoPassOptions, "protocol" | "format"> & { readonly want: string }>([
  { want: "application/json" },
  { protocol: "connect", format: "binary", want: "application/proto" },
  { protocol: "grpc-web", want: "application/grpc-web+proto" },
])("protocol $protocol and format $format send $want", async ({ want, ...options }) => {
  const { url, sendCodeCalls } = await startFakeNoPass({}, "1.1");
  await createNoPass({ url, apiKey: publishableKey, ...options }).sendCode(ada);
  expect(sendCodeCalls[0]?.header.get("content-type")).toBe(want);
});

test.for(["connect", "grpc-web"] as const)("no cookie goes along with %s", async (protocol) => {
  const fetch = vi.fn(globalThis.fetch);
  const { url } = await startFakeNoPass({}, "1.1");
  await createNoPass({ url, apiKey: publishableKey, protocol, fetch }).sendCode(ada);
  expect(fetch.mock.calls[0]?.[1]).toMatchObject({ method: "POST", credentials: "omit", redirect: "error" });
});

test("a page may name the service by a path of its own", async () => {
  const { url, sendCodeCalls } = await startFakeNoPass({}, "1.1");
  vi.stubGlobal("location", new URL("/login?next=home", url));
  await createNoPass({ url: "/", apiKey: publishableKey }).sendCode(ada);
  expect(sendCodeCalls).toHaveLength(1);
});

test("a secret key is refused in a page", () => {
  vi.stubGlobal("document", {});
  expect(() => createNoPass({ url: "https://localhost", apiKey: secretKey })).toThrow(
    "apiKey is a secret key",
  );
  expect(() => createNoPass({ url: "https://localhost", apiKey: publishableKey })).not.toThrow();
});
