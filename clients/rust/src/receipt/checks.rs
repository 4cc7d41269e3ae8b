use std::time::Duration;

use super::ReceiptReason::{self, Expired, Nonce, NotYet, Purpose};
use super::ReplayGuard;
use super::claims::Claims;

/// What one receipt has to be about.
#[derive(Clone, Copy, Default)]
pub struct ReceiptChecks<'a> {
    /// What the code was sent for. Default: `sign-in`, as in `send_code`. A receipt for anything else is refused.
    pub purpose: Option<&'a str>,

    /// The nonce that was given to `send_code` in this session. With `None`, only a receipt without a nonce is
    /// accepted; with an empty text, none is: a session that has lost its nonce does not switch the check off.
    pub nonce: Option<&'a str>,

    /// How long ago the code may have been typed, for what needs a fresh proof. Default: as long as receipts live.
    pub max_age: Option<Duration>,

    /// Accepts each receipt once. Asked last, when all else holds.
    pub replay_guard: Option<&'a dyn ReplayGuard>,
}

impl ReceiptChecks<'_> {
    /// Judges what a genuine receipt is about.
    pub(crate) fn judge(&self, claims: &Claims, now_ms: i64, tolerance_ms: i64) -> Result<(), ReceiptReason> {
        // As auth_time is never after iat, it cannot be in the future either.
        if claims.iat.saturating_mul(1000) > now_ms.saturating_add(tolerance_ms) {
            return Err(NotYet);
        }
        if claims.purpose != self.purpose.unwrap_or("sign-in") {
            return Err(Purpose);
        }
        if claims.nonce.as_deref() != self.nonce || self.nonce == Some("") {
            return Err(Nonce);
        }
        let max_age_ms =
            self.max_age.map_or(i64::MAX, |age| i64::try_from(age.as_millis()).unwrap_or(i64::MAX));
        let earliest_ms = now_ms.saturating_sub(tolerance_ms).saturating_sub(max_age_ms);
        if claims.auth_time.saturating_mul(1000) < earliest_ms { Err(Expired) } else { Ok(()) }
    }
}

impl std::fmt::Debug for ReceiptChecks<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReceiptChecks")
            .field("purpose", &self.purpose)
            .field("max_age", &self.max_age)
            .finish_non_exhaustive()
    }
}
