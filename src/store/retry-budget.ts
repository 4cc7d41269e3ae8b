/** How many repetitions a store is burdened with at the most, beside its requests. */
export interface RetryBudget {
  /** Takes one repetition; false if none is left. */
  take(): boolean;
  /** A request was answered, after so many repetitions. */
  answered(repetitions: number): void;
}

/**
 * A hundred repetitions at once, and then one for every five requests that are answered; what led to an answer is given
 * back. These are the numbers of the AWS SDK's standard mode.
 *
 * Each call repeats what was not answered in time. When nothing is, since the store or this process is overloaded, all
 * of them would do so, and make three times the load of what is too much already.
 */
export function createRetryBudget(most = 100): RetryBudget {
  let left = most * cost;
  return {
    take() {
      if (left < cost) return false;
      left -= cost;
      return true;
    },
    answered(repetitions) {
      left = Math.min(most * cost, left + (repetitions * cost || 1));
    },
  };
}

/** Of a repetition, in what an answer earns. */
const cost = 5;
