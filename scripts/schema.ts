import { writeFile } from "node:fs/promises";
import { tenantsJsonSchema } from "../src/config/tenants-schema.ts";

/** Writes the JSON Schema of the tenants file, for editors. */
await writeFile("docs/tenants.schema.json", `${JSON.stringify(tenantsJsonSchema(), null, 2)}\n`);
