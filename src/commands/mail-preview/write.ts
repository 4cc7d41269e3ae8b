import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeMime } from "../../mail/mime.ts";
import { galleryCss, galleryHtml } from "./gallery.ts";
import type { Pictures } from "./pictures.ts";
import type { Sample } from "./samples.ts";

/** Where a sample's files are, below the folder of all; each kind adds its ending. */
export function pathOf({ tenant, language, purpose }: Sample): string {
  return `${tenant}/${language}/${purpose}`;
}

/** Writes every sample as `.eml` and `.html`, as `.png` where there is a browser, and the page that shows them all. */
export async function writePreviews(
  samples: readonly Sample[],
  folder: string,
  pictures: Pictures | undefined,
): Promise<void> {
  const now = new Date();
  for (const sample of samples) {
    const path = join(folder, pathOf(sample));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.eml`, writeMime(sample.mail, now));
    await writeFile(`${path}.html`, sample.mail.html);
    for (const { view, png } of (await pictures?.of(sample.mail.html)) ?? [])
      await writeFile(`${path}.${view.name}.png`, png);
  }
  await writeFile(join(folder, "index.html"), galleryHtml(samples, pictures !== undefined, pathOf));
  await writeFile(join(folder, "gallery.css"), galleryCss(samples));
}
