import { expect, test } from "vitest";
import { createApiKey } from "../../src/rpc/api-key.ts";
import { startWithTenants } from "../abuse/support/tenants-service.ts";
import { describeInBrowser } from "../support/browser.ts";
import { servePage } from "./support/serve-page.ts";
import { visit } from "./support/visit.ts";

describeInBrowser("a publishable key", (browser) => {
  test("sends codes from pages of its listed origin, and a browser lets no other page use it", async () => {
    await using listed = await servePage("<!doctype html><title>Listed</title>");
    await using unlisted = await servePage("<!doctype html><title>Not listed</title>");
    const key = createApiKey("publishable", "live");
    const entry = { id: key.id, kind: "publishable", sha256: [key.sha256], origins: [listed.url] };
    const brand = { name: "Acme", host: "acme.example" };
    await using service = await startWithTenants([{ id: "acme", brand, keys: [entry] }]);

    const send = async (site: string, email: string) => {
      await using visited = await visit(browser(), site);
      return await visited.page.evaluate(`fetch("${service.url}/nopass.v1.NoPassService/SendCode", {
        method: "POST",
        headers: { "content-type": "application/json", authorization: "Bearer ${key.text}" },
        body: JSON.stringify({ email: "${email}" }),
      }).then((answer) => answer.status, (error) => error.name)`);
    };
    expect(await send(listed.url, "listed@example.com")).toBe(200);
    expect(await send(unlisted.url, "unlisted@example.com")).toBe("TypeError");
    expect(service.mails.map(({ to }) => to)).toEqual(["listed@example.com"]);
  });
});
