import { readdirSync, readFileSync } from "node:fs";
import { parser } from "@prometheus-io/lezer-promql";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Sample } from "./support/scrape.ts";
import { type Hour, playHour } from "./support/scripted-hour.ts";

/** An expression with the place that it stands at. */
interface Expression {
  readonly place: string;
  readonly expr: string;
}

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly targets?: readonly { readonly expr: string }[];
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

const panels: readonly Panel[] = readdirSync("deploy/grafana").flatMap(
  (name) => JSON.parse(readFileSync(`deploy/grafana/${name}`, "utf8")).panels,
);
const rules: readonly Rule[] = parse(readFileSync("deploy/prometheus/alerts.yaml", "utf8")).groups.flatMap(
  ({ rules: each }: { rules: readonly Rule[] }) => each,
);
const expressions: readonly Expression[] = [
  ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ place: title, expr }))),
  ...rules.map(({ alert, expr }) => ({ place: alert, expr })),
];

/** What stands between the braces of a selector, and the name before them. */
interface Selector {
  readonly name: string;
  readonly matchers: readonly { readonly label: string; readonly op: string; readonly value: string }[];
}

/** Grafana replaces its variables before Prometheus reads the expression. */
const asSent = (expr: string) => expr.replaceAll("$tenant", ".*");

function read(expr: string): {
  readonly broken: boolean;
  readonly selectors: readonly Selector[];
  readonly grouping: readonly string[];
} {
  const text = asSent(expr);
  const selectors: Selector[] = [];
  const grouping: string[] = [];
  let broken = false;
  parser.parse(text).iterate({
    enter(node) {
      if (node.type.isError) broken = true;
      if (node.name === "VectorSelector") selectors.push(selectorOf(text.slice(node.from, node.to)));
      if (node.name === "GroupingLabels")
        grouping.push(...(text.slice(node.from, node.to).match(/[a-z_]+/g) ?? []));
    },
  });
  return { broken, selectors, grouping };
}

function selectorOf(text: string): Selector {
  const [name = ""] = text.split("{", 1);
  const matchers = [...text.matchAll(/([a-z_]+)(=~|!=|!~|=)"([^"]*)"/g)].map(
    ([, label = "", op = "", value = ""]) => ({ label, op, value }),
  );
  return { name, matchers };
}

function matches({ labels }: Sample, { matchers }: Selector): boolean {
  return matchers.every(({ label, op, value }) => {
    const found = labels[label] ?? "";
    const same = op.endsWith("~") ? new RegExp(`^(?:${value})$`).test(found) : found === value;
    return op.startsWith("!") ? !same : same;
  });
}

let hour: Hour;

beforeAll(async () => {
  hour = await playHour();
}, 120_000);

describe("after a scripted hour", () => {
  test.for(expressions)("$place: $expr", ({ expr }) => {
    const { broken, selectors, grouping } = read(expr);
    expect(broken).toBe(false);
    expect(selectors.length).toBeGreaterThan(0);
    for (const selector of selectors) {
      const found = hour.samples.filter(
        (sample) => sample.name === selector.name && matches(sample, selector),
      );
      expect(found.length, `${selector.name} ${JSON.stringify(selector.matchers)}`).toBeGreaterThan(0);
    }
    const labels = new Set(
      selectors.flatMap(({ name }) =>
        hour.samples.filter((sample) => sample.name === name).flatMap((each) => Object.keys(each.labels)),
      ),
    );
    for (const label of grouping) expect(labels).toContain(label);
  });

  test("traces name each step", () => {
    for (const name of ["nopass.v1.NoPassService/SendCode", "nopass.v1.NoPassService/VerifyCode"])
      expect(hour.spanNames).toContain(name);
    for (const name of ["store open", "store judge", "mail deliver"]) expect(hour.spanNames).toContain(name);
  });

  test("no label names a person, and no metric has more series than a scrape should hold", () => {
    expect(JSON.stringify(hour.samples)).not.toMatch(/person\d|lovelace|nc1_|np_live/);
    const series = new Map<string, number>();
    for (const { name } of hour.samples) series.set(name, (series.get(name) ?? 0) + 1);
    for (const [name, count] of series) expect(count, name).toBeLessThan(500);
  });

  test("docs/settings.md lists what is scraped, and nothing else", () => {
    const page = readFileSync("docs/settings.md", "utf8");
    const table = page.slice(page.indexOf("| metric, as"), page.indexOf("In Prometheus dots"));
    const listed = [...table.matchAll(/^\| ((?:`[a-z0-9_.]+`(?:, )?)+) \|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`([a-z0-9_.]+)`/g)].map(([, name = ""]) => name.replaceAll(".", "_")),
    );
    const scraped = new Set(
      hour.samples
        .map(({ name }) => name.replace(/_(?:total|bucket|sum|count)$/, ""))
        .filter((name) => name !== "target_info"),
    );
    // Only where something outside of a call goes wrong.
    scraped.add("nopass_faults");
    expect(listed.toSorted()).toEqual([...scraped].toSorted());
  });
});

describe("the dashboard", () => {
  test("explains each panel, in few of them", () => {
    const shown = panels.filter(({ type }) => type !== "row");
    expect(shown.length).toBeLessThanOrEqual(20);
    for (const { title, description } of shown) expect(description, title).toMatch(/\.$/);
  });
});

describe("each alert", () => {
  const page = readFileSync("docs/operations.md", "utf8");

  test.for(rules)("$alert leads to its page, which says what it means and what to do", (rule) => {
    expect(rule.annotations.runbook).toBe(`docs/operations.md#${rule.alert.toLowerCase()}`);
    const [, section = ""] = page.split(`### ${rule.alert}\n`);
    const [text = ""] = section.split("\n##", 1);
    for (const part of ["**Means**", "**Look**", "**Mend**"]) expect(text).toContain(part);
    expect(rule.annotations.summary).not.toBe("");
    expect(["page", "ticket"]).toContain(rule.labels.severity);
  });

  test("has a page, and no page is of another", () => {
    const pages = [...page.matchAll(/^### (NoPass\w+)$/gm)].map(([, name]) => name);
    expect(pages).toEqual(rules.map(({ alert }) => alert));
  });
});
