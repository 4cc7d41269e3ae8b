#!/usr/bin/env node
import { existsSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { addressClear } from "./commands/address.ts";
import { check } from "./commands/check.ts";
import { type Command, type Terminal, UsageError } from "./commands/command.ts";
import { init } from "./commands/init.ts";
import { keyringCreate, keysCreate, receiptKeysCreate } from "./commands/keys.ts";
import { mailPreview } from "./commands/mail.ts";
import { send, verify } from "./commands/send.ts";
import { serve } from "./commands/serve.ts";
import { tableCreate } from "./commands/table.ts";
import { SettingsError } from "./config/env.ts";

/** Development has parts that production is built without, so it is loaded only when it is asked for. */
const dev: Command = {
  usage: "dev",
  summary: "run the service on embedded parts: nothing to install, nothing to set",
  async run(args, terminal) {
    // Not a literal, or the bundler would follow it.
    const module = new URL("dev/dev.ts", import.meta.url);
    if (!existsSync(module)) throw new UsageError("this build is for production and has no `dev`");
    const loaded = (await import(module.href)) as { readonly dev: Command };
    return loaded.dev.run(args, terminal);
  },
};

const commands: readonly Command[] = [
  serve,
  dev,
  check,
  init,
  tableCreate,
  keysCreate,
  keyringCreate,
  receiptKeysCreate,
  mailPreview,
  addressClear,
  send,
  verify,
];

/** Runs the command that the words name, and tells what went wrong without a stack trace. */
async function main(words: readonly string[], terminal: Terminal): Promise<number> {
  const command = commands.find(({ usage }) => named(usage).every((word, i) => words[i] === word));
  if (words.length === 0 || words.some((word) => word === "--help" || word === "-h")) {
    terminal.out(usageOf(command === undefined ? commands : [command]));
    return 0;
  }
  if (command === undefined) {
    terminal.err(usageOf(commands));
    return 2;
  }
  try {
    return await command.run(words.slice(named(command.usage).length), terminal);
  } catch (error) {
    if (error instanceof SettingsError) terminal.err(`${error.message}\n`);
    else if (error instanceof UsageError || isParseArgsError(error))
      terminal.err(`${(error as Error).message}\nusage: nopass ${command.usage}\n`);
    else throw error;
    return 2;
  }
}

/** The words by which a command is called: those in lower case before its arguments. */
function named(usage: string): readonly string[] {
  const words = usage.split(" ");
  const end = words.findIndex((word) => !/^[a-z-]+$/.test(word) || word.startsWith("-"));
  return end < 0 ? words : words.slice(0, end);
}

function usageOf(all: readonly Command[]): string {
  return `usage: nopass COMMAND\n\n${all.map(({ usage, summary }) => `  ${usage}\n      ${summary}\n`).join("")}`;
}

function isParseArgsError(error: unknown): boolean {
  return String((error as NodeJS.ErrnoException).code).startsWith("ERR_PARSE_ARGS");
}

process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  async ask(question) {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    const answer = await lines.question(question);
    lines.close();
    return answer;
  },
});
