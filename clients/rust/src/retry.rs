use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::id::chance;
use crate::{BuildError, Error, Reason};

/// How often and for how long a call is tried.
#[derive(Clone, Copy)]
pub(crate) struct Patience {
    pub(crate) timeout: Duration,
    pub(crate) max_retries: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(10), max_retries: 2 }
    }
}

impl Patience {
    pub(crate) fn checked(self) -> Result<Self, BuildError> {
        if self.timeout.is_zero() || self.timeout > LONGEST_TIMEOUT {
            return Err(BuildError("timeout must be above 0 and at most a day"));
        }
        Ok(self)
    }
}

/// Tries until it succeeds, is refused for good, has used up `max_retries`, or could not wait any longer before the
/// deadline.
///
/// Waits for as long as the service asked, and longer by an amount that doubles and is left to chance ("full jitter"),
/// so that callers that failed together do not come back together.
pub(crate) async fn try_again<T>(
    max_retries: u32,
    deadline: Instant,
    mut attempt: impl AsyncFnMut() -> Result<T, Error>,
) -> Result<T, Error> {
    let mut retries = 0;
    loop {
        let error = match attempt().await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let longest = LONGEST_PAUSE.min(FIRST_PAUSE * 2u32.saturating_pow(retries));
        let pause = error.retry_after().unwrap_or_default().saturating_add(longest.mul_f64(chance()));
        let is_hopeless = !is_safe_to_repeat(error.reason()) || retries >= max_retries;
        if is_hopeless || pause >= deadline.saturating_duration_since(Instant::now()) {
            return Err(error);
        }
        sleep(pause).await;
        retries += 1;
    }
}

/// Only what charged nothing, or is answered as the first time by its id. `DELIVERY_UNKNOWN` is neither: the mail may
/// be on its way, and a second one would only confuse its reader.
fn is_safe_to_repeat(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::Unreachable | Reason::StoreUnavailable | Reason::Overloaded | Reason::DeliveryFailed
    )
}

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_TIMEOUT: Duration = Duration::from_secs(86_400);
