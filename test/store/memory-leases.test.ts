import { createMemoryLeaseStore } from "../../src/store/memory-leases.ts";
import { describeLeaseStore } from "../contract/lease-store.ts";

describeLeaseStore(async () => createMemoryLeaseStore());
