import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { CodeAlphabet } from "../../clients/shared/gen/nopass/v1/nopass_pb.js";
import { bundleEntry } from "../../clients/web/bundle.ts";
import { refuse } from "../clients/support/refuse.ts";
import { describeInBrowser, screenshot } from "../support/browser.ts";
import { codeRight, codeSent, type ElementPageOptions, openElementPage } from "./support/element-page.ts";

describeInBrowser("<nopass-verify>", (browser) => {
  /** A page whose person has asked for a code. */
  async function afterSending(options: ElementPageOptions = {}) {
    const page = await openElementPage(browser(), options);
    await page.open();
    await page.email.fill("ada@example.com");
    await page.email.press("Enter");
    await page.code.waitFor();
    return page;
  }

  test("takes a person from an address to a receipt", async () => {
    const { page, open, email, code, status, receipt, sends, verifies } = await openElementPage(browser());
    await open();
    await email.fill("ada@example.com");
    await email.press("Enter");
    await code.pressSequentially("012345");
    await expect.poll(receipt).toBe("header.claims.signature");
    expect(await status.textContent()).toBe("ada@example.com is verified.");
    // There is nothing more to type or to press.
    expect(await page.getByRole("textbox").or(page.getByRole("button")).count()).toBe(0);
    expect(sends).toMatchObject([{ email: "ada@example.com", locale: "en" }]);
    expect(verifies).toMatchObject([{ challengeId: "nc1_challenge", code: "012345" }]);
    await screenshot(page, "element-done");
  });

  test("is used by the keyboard alone, and the focus is never lost", async () => {
    const { page, open, receipt, sends } = await openElementPage(browser());
    await open();
    await page.keyboard.press("Tab");
    await page.keyboard.type("ada@example.com");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect.poll(() => sends.length).toBe(1);
    await expect.poll(() => page.evaluate("document.activeElement.autocomplete")).toBe("one-time-code");
    await page.keyboard.type("012345");
    await expect.poll(receipt).toBe("header.claims.signature");
    expect(await page.evaluate("document.activeElement.getAttribute('role')")).toBe("status");
  });

  test.for([
    { pasted: "123 456", want: "123456" },
    { pasted: " 123-456\n", want: "123456" },
    { pasted: "Your code is 123 456.", want: "123456" },
    { pasted: "１２３４５６", want: "123456" },
    { pasted: "١٢٣٤٥٦", want: "123456" },
  ])("takes the code from a pasted $pasted", async ({ pasted, want }) => {
    const { page, code, verifies } = await afterSending({
      context: { permissions: ["clipboard-read", "clipboard-write"] },
    });
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(pasted)})`);
    await code.press("ControlOrMeta+v");
    await expect.poll(() => verifies.map((verify) => verify.code)).toEqual([want]);
  });

  test("undoes what was typed and pasted", async () => {
    const { page, code } = await afterSending({
      context: { permissions: ["clipboard-read", "clipboard-write"] },
    });
    const paste = async (text: string) => {
      await page.evaluate(`navigator.clipboard.writeText("${text}")`);
      await code.press("ControlOrMeta+v");
    };
    await code.pressSequentially("12");
    await paste("34");
    expect(await code.inputValue()).toBe("1234");
    await code.press("ControlOrMeta+z");
    expect(await code.inputValue()).toBe("12");
    // Chromium undoes characters that were typed quickly in one step.
    for (const _ of "12") await code.press("ControlOrMeta+z");
    expect(await code.inputValue()).toBe("");
    await paste("1 2 3");
    expect(await code.inputValue()).toBe("123");
    await code.press("ControlOrMeta+z");
    expect(await code.inputValue()).toBe("");
  });

  test("waits for an input method to finish", async () => {
    const { page, code, verifies } = await afterSending();
    await code.focus();
    const session = await page.context().newCDPSession(page);
    await session.send("Input.imeSetComposition", {
      text: "１２３４５６",
      selectionStart: 6,
      selectionEnd: 6,
    });
    expect(await code.inputValue()).toBe("１２３４５６");
    expect(verifies).toEqual([]);
    await session.send("Input.insertText", { text: "１２３４５６" });
    await expect.poll(() => verifies.map((verify) => verify.code)).toEqual(["123456"]);
  });

  test("takes a code that the browser fills in", async () => {
    const { page, verifies } = await afterSending();
    // As Chromium's autofill does it: the value, then the events, without a key.
    await page.evaluate(`{
      const input = document.querySelector("[autocomplete=one-time-code]");
      input.value = "123 456";
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }`);
    await expect.poll(() => verifies.map((verify) => verify.code)).toEqual(["123456"]);
  });

  test("leaves out what cannot be in a code", async () => {
    const { code, verifyButton, status, verifies } = await afterSending();
    await code.pressSequentially("1a2 b-3");
    expect(await code.inputValue()).toBe("123");
    await verifyButton.click();
    expect(await status.textContent()).toBe("Please enter the whole code.");
    expect(verifies).toEqual([]);
  });

  test("takes codes of letters and digits, whatever case they are typed in", async () => {
    const sent = () => codeSent({ codeLength: 8, codeAlphabet: CodeAlphabet.BASE32 });
    const { page, code, verifies } = await afterSending({ send: [sent] });
    expect(await code.getAttribute("inputmode")).toBe("text");
    await code.pressSequentially("abcd-o1l");
    await screenshot(page, "element-base32");
    await code.pressSequentially("z");
    await expect.poll(() => verifies.map((verify) => verify.code)).toEqual(["ABCDO1LZ"]);
  });

  test("says that a code was wrong, and lets it be typed again", async () => {
    const wrong = refuse("CODE_REJECTED", { metadata: { attempts_left: "2" } });
    const { code, status, receipt } = await afterSending({ verify: [wrong, () => codeRight()] });
    await code.pressSequentially("000000");
    await expect.poll(() => status.textContent()).toBe("That code is not right. Attempts left: 2.");
    expect(await code.getAttribute("aria-invalid")).toBe("true");
    expect(await code.getAttribute("aria-describedby")).toBe(await status.getAttribute("id"));
    await code.pressSequentially("012345");
    await expect.poll(receipt).toBe("header.claims.signature");
  });

  test("offers a new code when the last attempt was wrong", async () => {
    const wrong = refuse("CODE_REJECTED", { metadata: { attempts_left: "0" } });
    const now = () => timestampFromMs(Date.now());
    const send = [() => codeSent({ resendTime: now() }), () => codeSent({ challengeId: "nc1_second" })];
    const { page, code, status, resendButton, verifies, sends, receipt } = await afterSending({
      send,
      verify: [wrong, () => codeRight()],
    });
    await code.pressSequentially("000000");
    await expect.poll(() => status.textContent()).toMatch(/not right.*ask for a new one/);
    await screenshot(page, "element-wrong");
    await resendButton.click();
    await expect.poll(() => sends.length).toBe(2);
    expect(sends[1]).toMatchObject({ email: "ada@example.com", challengeId: "" });
    await code.pressSequentially("012345");
    await expect.poll(receipt).toBe("header.claims.signature");
    expect(verifies[1]).toMatchObject({ challengeId: "nc1_second" });
  });

  test("counts down to the next code, and sends it for the same challenge", async () => {
    const { page, open, email, code, resendButton, sends } = await openElementPage(browser());
    await page.clock.install();
    await open();
    await email.fill("ada@example.com");
    await email.press("Enter");
    await code.waitFor();
    await expect.poll(() => resendButton.textContent()).toMatch(/^Send a new code \((30|31) s\)$/);
    expect(await resendButton.getAttribute("aria-disabled")).toBe("true");
    await resendButton.click({ force: true });
    await page.clock.runFor(10_000);
    await expect.poll(() => resendButton.textContent()).toMatch(/^Send a new code \((19|20|21) s\)$/);
    await page.clock.runFor(22_000);
    await expect.poll(() => resendButton.textContent()).toBe("Send a new code");
    expect(sends).toHaveLength(1);
    await resendButton.click();
    await expect.poll(() => sends.length).toBe(2);
    expect(sends[1]).toMatchObject({ email: "", challengeId: "nc1_challenge" });
    expect(sends[1]?.idempotencyKey).not.toBe(sends[0]?.idempotencyKey);
  });

  test("counts down rightly on a machine whose clock is an hour ahead", async () => {
    const { page, open, email, code, resendButton } = await openElementPage(browser());
    await page.clock.install({ time: Date.now() + 3_600_000 });
    await open();
    await email.fill("ada@example.com");
    await email.press("Enter");
    await code.waitFor();
    await expect.poll(() => resendButton.textContent()).toMatch(/^Send a new code \((29|30|31) s\)$/);
  });

  test("says when the code has expired, without being asked", async () => {
    const { page, open, email, code, status } = await openElementPage(browser());
    await page.clock.install();
    await open();
    await email.fill("ada@example.com");
    await email.press("Enter");
    await code.waitFor();
    await page.clock.runFor(302_000);
    await expect.poll(() => status.textContent()).toBe("That took too long. Please ask for a new code.");
    await screenshot(page, "element-expired");
  });

  test("says that it is busy while the server is slow, and asks once however often it is told to", async () => {
    let goOn = () => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const { page, open, email, sendButton, code, status, sends } = await openElementPage(browser(), {
      send: [() => gate.then(() => codeSent())],
    });
    await open();
    await email.fill("ada@example.com");
    await email.press("Enter");
    await expect.poll(() => status.textContent()).toBe("Sending…");
    await screenshot(page, "element-busy");
    await sendButton.click({ force: true });
    await email.press("Enter");
    goOn();
    await code.waitFor();
    expect(sends).toHaveLength(1);
  });

  test("repeats a call that the server could not answer, with the same id", async () => {
    const { code, receipt, verifies } = await afterSending({
      verify: [refuse("STORE_UNAVAILABLE"), () => codeRight()],
    });
    await code.pressSequentially("012345");
    await expect.poll(receipt).toBe("header.claims.signature");
    expect(verifies).toHaveLength(2);
    expect(verifies[0]?.attemptId).toMatch(/^[\w-]{22,64}$/);
    expect(verifies[1]?.attemptId).toBe(verifies[0]?.attemptId);
  });

  test("asks to try again later when the server has too many calls, and does not say that a code was sent", async () => {
    // More than the flow waits by itself, and than this machine takes for two clicks.
    const overloaded = refuse("OVERLOADED", { header: { "retry-after": "60" } });
    const { page, open, email, sendButton, code, status, sends } = await openElementPage(browser(), {
      send: [overloaded, () => codeSent()],
    });
    const later = "Something went wrong. Please try again later.";
    await page.clock.install();
    await open();
    await email.fill("ada@example.com");
    await sendButton.click();
    await expect.poll(() => status.textContent()).toBe(later);
    await sendButton.click();
    expect(await status.textContent()).toBe(later);
    expect(sends).toHaveLength(1);
    await page.clock.runFor(61_000);
    await sendButton.click();
    await code.waitFor();
    expect(sends).toHaveLength(2);
    expect(sends[1]?.idempotencyKey).toBe(sends[0]?.idempotencyKey);
  });

  test("says that there is no connection, keeps what was typed, and goes on with the same attempt", async () => {
    const { page, code, status, verifyButton, receipt, verifies } = await afterSending();
    const tried: string[] = [];
    await page.route("**/VerifyCode", (route) => {
      tried.push(route.request().postDataJSON().attemptId);
      return route.abort("internetdisconnected");
    });
    await code.pressSequentially("012345");
    await expect
      .poll(() => status.textContent(), { timeout: 5_000 })
      .toBe("No connection. Please try again.");
    expect(await code.inputValue()).toBe("012345");
    await screenshot(page, "element-offline");
    await page.unroute("**/VerifyCode");
    await verifyButton.click();
    await expect.poll(receipt).toBe("header.claims.signature");
    expect(new Set([...tried, verifies[0]?.attemptId]).size).toBe(1);
  });

  test.for([
    { reason: "EMAIL_INVALID", want: "Please enter a valid email address." },
    { reason: "COOLING_DOWN", want: "A code was sent a moment ago. Please wait for it." },
    { reason: "ADDRESS_LIMITED", want: "Too many requests. Please try again later." },
    { reason: "CALLER_LIMITED", want: "Too many requests. Please try again later." },
    { reason: "KEY_UNKNOWN", want: "Something went wrong. Please try again later." },
    { reason: "INTERNAL", want: "Something went wrong. Please try again later." },
  ] as const)("says $reason as a sentence", async ({ reason, want }) => {
    const { open, email, sendButton, status } = await openElementPage(browser(), { send: [refuse(reason)] });
    await open();
    await email.fill("ada@example.com");
    await sendButton.click();
    await expect.poll(() => status.textContent()).toBe(want);
    // Only what is in the field can make it invalid.
    expect(await email.getAttribute("aria-invalid")).toBe(String(reason === "EMAIL_INVALID"));
  });

  test("takes a code of unknown length when the provider did not answer", async () => {
    const unknown = refuse("DELIVERY_UNKNOWN", { metadata: { challenge_id: `nc1_${"x".repeat(110)}` } });
    const { page, code, status, verifyButton, receipt, verifies } = await afterSending({ send: [unknown] });
    expect(await status.textContent()).toBe("The code may take a while to arrive.");
    expect(await code.getAttribute("aria-invalid")).toBe("false");
    await code.pressSequentially("012345");
    await screenshot(page, "element-unknown-length");
    await verifyButton.click();
    await expect.poll(receipt).toBe("header.claims.signature");
    expect(verifies).toMatchObject([{ code: "012345", challengeId: `nc1_${"x".repeat(110)}` }]);
  });

  test("asks for a valid address itself", async () => {
    const { open, email, sendButton, status, sends } = await openElementPage(browser());
    await open();
    for (const address of ["", "ada"]) {
      await email.fill(address);
      await sendButton.click();
      expect(await status.textContent()).toBe("Please enter a valid email address.");
    }
    expect(sends).toEqual([]);
  });

  test("goes back to the address, and on with the same challenge for the same one", async () => {
    const { page, email, code, sends } = await afterSending();
    await page.getByRole("button", { name: "Use another address" }).click();
    expect(await email.inputValue()).toBe("ada@example.com");
    await email.press("Enter");
    await code.waitFor();
    expect(sends).toHaveLength(1);
  });

  test("never sends a secret key", async () => {
    const html = '<nopass-verify api-key="np_live_sk_k1_c2VjcmV0"></nopass-verify>';
    const { page, open, email, sendButton, status } = await openElementPage(browser(), { html });
    const requests: string[] = [];
    page.on("request", (request) => void requests.push(request.url()));
    await open();
    await email.fill("ada@example.com");
    await sendButton.click();
    await expect.poll(() => status.textContent()).toBe("Something went wrong. Please try again later.");
    expect(requests.filter((url) => url.includes("SendCode"))).toEqual([]);
  });

  test("two tabs do not disturb each other", async () => {
    let challenges = 0;
    const { page, open, url, email, code, receipt, verifies } = await openElementPage(browser(), {
      send: [() => codeSent({ challengeId: `nc1_${challenges++}` })],
    });
    await open();
    await email.fill("ada@example.com");
    await email.press("Enter");
    await code.waitFor();
    const other = await page.context().newPage();
    await other.goto(url);
    await other.getByLabel("Email").fill("ada@example.com");
    await other.getByLabel("Email").press("Enter");
    await other.getByRole("textbox", { name: "Code" }).pressSequentially("222222");
    await expect.poll(() => verifies.length).toBe(1);
    await code.pressSequentially("111111");
    await expect.poll(receipt).toBe("header.claims.signature");
    expect(verifies.map((verify) => [verify.challengeId, verify.code])).toEqual([
      ["nc1_1", "222222"],
      ["nc1_0", "111111"],
    ]);
  });

  test("tells the page what happens", async () => {
    const script = `globalThis.told = [];
      for (const name of ["sent", "error", "verified"])
        document.addEventListener("nopass-" + name, ({ type, detail }) => told.push([type, detail.challengeId ?? detail.reason ?? detail.receipt]));`;
    const wrong = refuse("CODE_REJECTED", { metadata: { attempts_left: "1" } });
    const { page, code, receipt } = await afterSending({
      scripts: { "/told.js": script },
      verify: [wrong, () => codeRight()],
    });
    await code.pressSequentially("000000");
    await expect.poll(() => page.evaluate("told.length")).toBe(2);
    await code.pressSequentially("012345");
    await expect.poll(receipt).toBe("header.claims.signature");
    expect(await page.evaluate("told")).toEqual([
      ["nopass-sent", "nc1_challenge"],
      ["nopass-error", "CODE_REJECTED"],
      ["nopass-verified", "header.claims.signature"],
    ]);
  });

  test.for([
    { entries: ["remember"], want: ["", "nd1_device"] },
    { entries: [], want: ["", ""] },
  ])("is known on its device the next time, if it may remember: $entries", async ({ entries, want }) => {
    const scripts = Object.fromEntries(
      await Promise.all(entries.map(async (entry) => [`/${entry}.js`, await bundleEntry(entry)] as const)),
    );
    const { open, email, code, receipt, sends } = await openElementPage(browser(), { scripts });
    for (const _ of want) {
      await open();
      await email.fill("ada@example.com");
      await email.press("Enter");
      await code.pressSequentially("012345");
      await expect.poll(receipt).toBe("header.claims.signature");
    }
    expect(sends.map((sent) => sent.knownDevice)).toEqual(want);
  });

  test("survives an answer that is none", async () => {
    const { open, email, sendButton, status } = await openElementPage(browser(), {
      send: [
        () => {
          throw new ConnectError("a fault of a proxy", Code.Internal);
        },
      ],
    });
    await open();
    await email.fill("ada@example.com");
    await sendButton.click();
    await expect.poll(() => status.textContent()).toBe("Something went wrong. Please try again later.");
  });
});
