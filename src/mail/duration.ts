import type { Messages } from "./locales/index.ts";

/** Says how long something lasts in one number and unit, never longer than it does. */
export function durationInWords(durationMs: number, words: Messages): string {
  const seconds = Math.floor(durationMs / 1000);
  if (seconds >= secondsPerHour && seconds % secondsPerHour === 0)
    return words.hours(seconds / secondsPerHour);
  if (seconds >= 2 * secondsPerMinute || seconds === secondsPerMinute)
    return words.minutes(Math.floor(seconds / secondsPerMinute));
  return words.seconds(seconds);
}

const secondsPerMinute = 60;
const secondsPerHour = 3600;
