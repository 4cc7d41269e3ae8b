import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { SettingsError } from "../config/env.ts";
import { parseTenants } from "../config/tenants.ts";
import { type Language, languages } from "../core/languages.ts";
import { type Command, UsageError } from "./command.ts";
import { findChromium, openPictures } from "./mail-preview/pictures.ts";
import { acme, samplesOf } from "./mail-preview/samples.ts";
import { writePreviews } from "./mail-preview/write.ts";

/** Shows a tenant its mails before anybody gets one. */
export const mailPreview: Command = {
  usage:
    "mail preview [--out DIR] [--tenants FILE] [--tenant T]... [--locale L]... [--purpose P]... [--browser PATH]",
  summary:
    "write every mail in every language and for every purpose as .eml, .html and .png, with a page that shows them",
  async run(args, { env, out, err }) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        out: { type: "string", default: "mail-preview" },
        tenants: { type: "string" },
        tenant: { type: "string", multiple: true, default: [] },
        locale: { type: "string", multiple: true, default: [] },
        purpose: { type: "string", multiple: true, default: [] },
        browser: { type: "string" },
      },
    });
    const tenants = values.tenants === undefined ? [acme] : await readTenants(values.tenants);
    const chosen = tenants.filter(({ id }) => values.tenant.length === 0 || values.tenant.includes(id));
    if (chosen.length === 0) throw new UsageError(`--tenant is one of ${tenants.map(({ id }) => id).join()}`);
    if (!values.purpose.every((purpose) => /^[a-z0-9._-]{1,64}$/.test(purpose)))
      throw new UsageError("--purpose is 1 to 64 of a-z 0-9 . _ -");
    const samples = chosen.flatMap((tenant) =>
      samplesOf(tenant, values.locale.map(requireLanguage), values.purpose),
    );
    const folder = resolve(values.out);
    const executable = values.browser ?? findChromium(env);
    const pictures = await openPictures(executable);
    if (typeof pictures === "string") err(`No .png: ${pictures}\n`);
    try {
      await writePreviews(samples, folder, typeof pictures === "string" ? undefined : pictures);
    } finally {
      if (typeof pictures !== "string") await pictures.close();
    }
    out(`${samples.length} mails: see ${resolve(folder, "index.html")}\n`);
    return 0;
  },
};

async function readTenants(path: string) {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "error";
    throw new SettingsError([`--tenants names a file that cannot be read (${code})`]);
  }
  return parseTenants(text, { cert: "", key: "", clientCa: "" }).tenants;
}

function requireLanguage(tag: string): Language {
  const language = languages.find((each) => each.toLowerCase() === tag.toLowerCase());
  if (language === undefined) throw new UsageError(`--locale is one of ${languages.join(" ")}`);
  return language;
}
