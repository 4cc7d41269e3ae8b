import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/**
 * The size that DynamoDB bills for an item, in bytes.
 *
 * Names and strings as UTF-8; a number has a byte for each two digits and one more; a map has 3 bytes and one for each
 * entry (DynamoDB developer guide, "DynamoDB item sizes and formats").
 */
export function itemBytes(item: Record<string, AttributeValue>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + bytes(value), 0);
}

function bytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemBytes(value.M);
  throw new Error(`no item of ours holds a ${Object.keys(value).join()}`);
}

function numberBytes(decimal: string): number {
  const digits = decimal.replace(/^-?0*/, "").replace(/0+$/, "").length;
  return Math.ceil(digits / 2) + 1 + (decimal.startsWith("-") ? 1 : 0);
}
