/** List prices in us-east-1 in US dollars, as published in mid-2025. */
export const prices = {
  sesPerThousand: 0.1,
  writesPerMillion: 0.625,
  storagePerGbMonth: 0.25,
  fargateArmCoreHour: 0.03238,
  fargateArmGbHour: 0.00356,
} as const;

/** What is assumed of a service that verifies a million codes in a second. */
export const assumptions = {
  verificationsPerSecond: 1_000_000,
  /** One to send, one to judge. */
  writesPerVerification: 2,
  /** Bytes of an item on disk, with DynamoDB's own 100 for each. */
  itemBytes: 500,
  /** People of the world who use mail. */
  mailboxes: 4_000_000_000,
  /** Items of an address that TTL has not deleted yet: the window of today and that of yesterday, and a day of delay. */
  itemsPerMailbox: 3,
  /** CPU time of one send and one verification, in microseconds. */
  signInMicros: 750,
  /** Of each core, so that one of three zones may fail: then it is 0.9. */
  busy: 0.6,
} as const;

/** What follows from them. */
export function arithmetic() {
  const { verificationsPerSecond: rate, writesPerVerification, itemBytes, mailboxes } = assumptions;
  const writes = rate * writesPerVerification;
  const storedBytes = mailboxes * assumptions.itemsPerMailbox * itemBytes;
  const cores = Math.ceil((rate * assumptions.signInMicros) / 1e6 / assumptions.busy);
  const perCoreHour = prices.fargateArmCoreHour + 0.5 * prices.fargateArmGbHour;
  return {
    writesPerSecond: writes,
    partitionsByWrites: writes / 1_000,
    storedTb: storedBytes / 1e12,
    partitionsBySize: storedBytes / 10e9,
    cores,
    dollarsPerSecond: {
      ses: (rate * prices.sesPerThousand) / 1_000,
      writes: (writes * prices.writesPerMillion) / 1e6,
      compute: (cores * perCoreHour) / 3600,
    },
    perMillion: {
      ses: 1_000 * prices.sesPerThousand,
      writes: 2 * prices.writesPerMillion,
      compute: (assumptions.signInMicros / assumptions.busy / 3600) * perCoreHour,
    },
  };
}
