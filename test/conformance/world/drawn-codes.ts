import { randomInt } from "node:crypto";
import type { RandomInt } from "../../../src/core/ports.ts";

/** Draws these codes, character by character, and codes by chance after them. */
export function drawnCodes(codes: readonly string[]): RandomInt {
  const characters = [...codes.join("")];
  return (below) => {
    const character = characters.shift();
    if (character === undefined) return randomInt(below);
    const value = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(character);
    if (value < 0 || value >= below) throw new Error(`the code has ${character}, which cannot be drawn`);
    return value;
  };
}
