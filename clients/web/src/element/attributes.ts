import type { FlowOptions, FlowState } from "../flow/state.ts";
import { knownDevice } from "./known-device.ts";

/** Reads what the attributes of an element say, each when it is needed. `state` is where it was left. */
export function optionsOf(
  host: HTMLElement,
  lang: string | undefined,
  state: FlowState | undefined,
): FlowOptions {
  const attribute = (name: string) => host.getAttribute(name) ?? undefined;
  return {
    get url() {
      return attribute("url") ?? "/";
    },
    get apiKey() {
      return attribute("api-key") ?? "";
    },
    get purpose() {
      return attribute("purpose");
    },
    get nonce() {
      return attribute("receipt-nonce");
    },
    get locale() {
      return attribute("locale") ?? lang;
    },
    get knownDevice() {
      return host.hasAttribute("remember") ? knownDevice() : undefined;
    },
    state: state ?? challengeOf(host),
  };
}

/** A challenge that the page's server opened. */
function challengeOf(host: HTMLElement): Partial<FlowState> {
  const challengeId = host.getAttribute("challenge");
  if (!challengeId) return {};
  const now = Date.now();
  return {
    step: "code",
    email: host.getAttribute("email") ?? "",
    challenge: {
      challengeId,
      codeLength: Number(host.getAttribute("code-length")),
      codeAlphabet: host.hasAttribute("base32") ? "base32" : "digits",
      expireTime: now + 3_600_000,
      resendTime: now,
      open: true,
    },
  };
}
