/** One instruction of a Dockerfile. */
export interface Instruction {
  /** The name of its stage; empty for the last. */
  readonly stage: string;
  readonly name: string;
  readonly words: readonly string[];
}

/** Reads as much of a Dockerfile as ours uses. */
export function parseDockerfile(text: string): readonly Instruction[] {
  const lines = text.replace(/\\\n\s*/g, "").split("\n");
  let stage = "";
  return lines
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const [name = "", ...words] = line.split(/\s+/);
      if (name === "FROM") stage = /\sAS\s+(\w+)/i.exec(line)?.[1] ?? "";
      return { stage, name, words };
    });
}
