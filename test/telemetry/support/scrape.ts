/** One series of a scrape with its value. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the text format of Prometheus, and throws at what is none. */
export function parseScrape(text: string): readonly Sample[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const { name = "", labels = "", value } = sample.exec(line)?.groups ?? {};
      if (name === "") throw new Error(`this is no sample: ${line}`);
      const pairs = [...labels.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)];
      return {
        name,
        labels: Object.fromEntries(pairs.map(([, key = "", each = ""]) => [key, each])),
        value: Number(value),
      };
    });
}

const sample = /^(?<name>[a-z_][a-z0-9_]*)(?:\{(?<labels>.*)\})? (?<value>[-+.\deInf]+)$/i;

export const metricsToken = "token-of-the-scraper-51f0";

/** Scrapes a service of which `NOPASS_METRICS_TOKEN` is {@link metricsToken}. */
export async function scrape({ url }: { readonly url: string }): Promise<readonly Sample[]> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } });
  if (!answer.ok) throw new Error(`the scrape was answered ${answer.status}`);
  return parseScrape(await answer.text());
}
