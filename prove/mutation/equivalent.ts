import type { Mutant } from "./stryker.ts";

/** A mutant that no test can kill, because nothing that can be seen depends on it. */
export interface Equivalent extends Pick<Mutant, "file" | "text" | "original" | "replacement"> {
  readonly why: string;
}

/** The row fails if one of them is killed after all, or stands nowhere any more. */
export const equivalents: readonly Equivalent[] = [
  {
    file: "src/core/challenge.ts",
    text: 'if (known.codes === undefined || !mayBeJudged(known)) return { verdict: { kind: "closed" }, item };',
    original: "known.codes === undefined",
    replacement: "false",
    why: "A challenge loses its codes when it takes no more attempts, so the other half says the same; this one is for the compiler.",
  },
  {
    file: "src/core/challenge.ts",
    text: "return judged !== undefined && nowMs < judged.atMs + replayMs",
    original: "judged !== undefined",
    replacement: "true",
    why: "Only a challenge whose last attempt has the same name is asked, so there is one; this is for the compiler.",
  },
  {
    file: "src/core/give-back.ts",
    text: "if (item === undefined || known === undefined || !mayBeGivenBack(known, request.code)) return item;",
    original: "item === undefined",
    replacement: "false",
    why: "Without an item there is no challenge in it either, which the next condition sees; this one is for the compiler.",
  },
  {
    file: "src/core/verify-code.ts",
    text: 'if (verdict.kind !== "right" || verdict.nextSendMs === undefined) return undefined;',
    original: 'verdict.kind !== "right"',
    replacement: "false",
    why: "Only right verdicts tell when the next send is, which the other half looks at; this one is for the compiler.",
  },
];
