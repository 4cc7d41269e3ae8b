use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Tells what time it is. Cloned, it is the same clock.
#[derive(Clone)]
pub(crate) struct Clock(pub(crate) Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Default for Clock {
    fn default() -> Self {
        Self(Arc::new(SystemTime::now))
    }
}

impl Clock {
    pub(crate) fn now(&self) -> SystemTime {
        (self.0)()
    }

    /// Whether so much time has passed. A clock that was set back counts as if it had.
    pub(crate) fn has_passed(&self, duration: Duration, since: SystemTime) -> bool {
        !self.now().duration_since(since).is_ok_and(|passed| passed < duration)
    }
}

/// The milliseconds since the epoch; before it there are no receipts.
pub(crate) fn epoch_ms(instant: SystemTime) -> i64 {
    let since = instant.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The instant of a claim.
pub(crate) fn instant_of(seconds: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
}
