import type { Interceptor } from "@connectrpc/connect";
import { callKey } from "./call.ts";
import { refuse } from "./errors.ts";

/** Turns what handlers throw into the refusals of the contract. */
export const refusals: Interceptor = (next) => async (request) => {
  try {
    return await next(request);
  } catch (error) {
    throw refuse(request.contextValues.get(callKey), error);
  }
};
