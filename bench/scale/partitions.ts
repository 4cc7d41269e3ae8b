import { seeded } from "./random.ts";

/** What a table of so many partitions does with the writes that fall on it. */
export interface PartitionLoad {
  readonly partitions: number;
  /** Writes in a second on the busiest partition. */
  readonly busiest: number;
  /** Share of all writes that find their partition over its limit, in the worst second. */
  readonly throttled: number;
}

export interface PartitionsOptions {
  readonly writesPerSecond: number;
  readonly partitions: number;
  readonly seconds: number;
  /** A partition that was split is half of one that was not: whether all are alike, or one in three is not split yet. */
  readonly uneven: boolean;
  readonly seed: number;
}

/** DynamoDB developer guide, "Best practices for designing and using partition keys". */
export const writesPerPartition = 1_000;

/** Throws each write on the partition of its key. Keys are MACs, so each falls anywhere with the same chance. */
export function simulatePartitions(options: PartitionsOptions): PartitionLoad {
  const { writesPerSecond, partitions, seconds, uneven, seed } = options;
  const random = seeded(seed);
  const owners = ownersOf(partitions, uneven);
  const counts = new Uint32Array(partitions);
  let [busiest, throttled] = [0, 0];
  for (let second = 0; second < seconds; second++) {
    counts.fill(0);
    for (let i = 0; i < writesPerSecond; i++) {
      const owner = owners[Math.floor(random() * owners.length)] ?? 0;
      counts[owner] = (counts[owner] ?? 0) + 1;
    }
    let over = 0;
    for (const count of counts) {
      busiest = Math.max(busiest, count);
      over += Math.max(0, count - writesPerPartition);
    }
    throttled = Math.max(throttled, over / writesPerSecond);
  }
  return { partitions, busiest, throttled };
}

/** The hash space in equal slices, each with the partition that holds it. */
function ownersOf(partitions: number, uneven: boolean): Uint32Array {
  const owners: number[] = [];
  for (let partition = 0; partition < partitions; partition++) {
    owners.push(partition);
    if (uneven && partition % 3 === 0) owners.push(partition);
  }
  return Uint32Array.from(owners);
}
