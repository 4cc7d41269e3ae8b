import { pinLoad } from "./cores.ts";
import { measureCalls } from "./sections/calls.ts";

pinLoad();
await measureCalls({ rounds: 1, calls: 1000, only: process.argv[2], told: console.log });
