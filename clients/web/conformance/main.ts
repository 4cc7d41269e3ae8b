import { createCallAbilities } from "../../node/conformance/calls.ts";
import { serveLines } from "../../node/conformance/lines.ts";
import { createNoPass } from "../src/index.ts";

const protocol = process.argv[2] === "grpc-web" ? "grpc-web" : "connect";

// Receipts are for back ends to check, so this package does not.
await serveLines(createCallAbilities((options) => createNoPass({ ...options, protocol })));
