import type { Locator, Page } from "playwright-core";

/** What a person finds on the home page. */
export interface HomePage {
  readonly email: Locator;
  readonly code: Locator;
  readonly send: Locator;
  readonly verify: Locator;
  readonly resend: Locator;
  /** What the element says of the last wish. */
  readonly says: (sentence: string) => Promise<void>;
  /** Asks for a code, and waits until the element asks for it. */
  readonly ask: (email: string) => Promise<void>;
}

/** Finds it all by what a screen reader would call it. */
export function homePage(page: Page): HomePage {
  const element = page.locator("nopass-verify");
  const email = element.getByLabel("Email");
  const code = element.getByLabel("Code", { exact: true });
  const send = element.getByRole("button", { name: "Send code" });
  return {
    email,
    code,
    send,
    verify: element.getByRole("button", { name: "Verify" }),
    resend: element.getByRole("button", { name: /^Send a new code/ }),
    says: (sentence) => element.getByRole("status").getByText(sentence).waitFor(),
    async ask(address) {
      await email.fill(address);
      await send.click();
      await code.waitFor();
    },
  };
}
