import type { Row } from "./row.ts";
import { brokenProtocols } from "./rows/broken-protocols.ts";
import { model } from "./rows/model.ts";

/** All rows, in the order of the table. */
export const rows: readonly Row[] = [model, brokenProtocols];
