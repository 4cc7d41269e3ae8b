use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::claims::{Claims, Expected};
use super::clock::{Clock, epoch_ms, instant_of};
use super::compact_form::CompactForm;
use super::keys::{KeySet, PublicKey};
use super::published_keys::PublishedKeys;
use super::strict_json::{Unreadable, parse_part};
use super::{ReceiptChecks, ReceiptError, ReceiptReason, ReceiptVerifierBuilder, VerifiedReceipt};

/// Judges receipts of one service for one tenant. Make one for the whole process: its clones share the keys.
#[derive(Clone)]
pub struct ReceiptVerifier(Arc<Trust>);

/// Whose receipts are believed.
pub(super) struct Trust {
    pub(super) issuer: String,
    pub(super) audience: String,
    pub(super) allow_test: bool,
    pub(super) clock_tolerance: Duration,
    pub(super) clock: Clock,
    pub(super) keys: Keys,
}

/// Where their keys come from.
pub(super) enum Keys {
    Given(KeySet),
    Published(Box<PublishedKeys>),
}

impl ReceiptVerifier {
    /// Prepares a verifier.
    ///
    /// `issuer` is the public URL of the service, `NOPASS_PUBLIC_URL`, letter for letter and without a slash at the end;
    /// `audience` is your tenant.
    pub fn builder(issuer: impl Into<String>, audience: impl Into<String>) -> ReceiptVerifierBuilder {
        ReceiptVerifierBuilder::new(issuer.into(), audience.into())
    }

    /// Returns what the receipt proves.
    ///
    /// Whoever holds a receipt can show it: give `replay_guard` where it must count once, and `nonce` where it must
    /// belong to the session that asked for the code.
    pub async fn verify(
        &self,
        receipt: &str,
        checks: ReceiptChecks<'_>,
    ) -> Result<VerifiedReceipt, ReceiptError> {
        let trust = &*self.0;
        let form = CompactForm::parse(receipt)?;
        trust.key_of(&form).await?.verify(&form)?;
        let now_ms = epoch_ms(trust.clock.now());
        let tolerance_ms = i64::try_from(trust.clock_tolerance.as_millis()).unwrap_or(i64::MAX);
        let Trust { issuer, audience, .. } = trust;
        let members = parse_part(form.payload).map_err(|unreadable| match unreadable {
            Unreadable::Form => ReceiptReason::Malformed,
            Unreadable::Number => ReceiptReason::Claims,
        })?;
        let claims = Claims::parse(&members, &Expected { issuer, audience, now_ms, tolerance_ms })?;
        if claims.test && !trust.allow_test {
            return Err(ReceiptReason::Test.into());
        }
        checks.judge(&claims, now_ms, tolerance_ms)?;
        if let Some(guard) = checks.replay_guard {
            // Twice the tolerance: the clock of a database may be wrong as well.
            let until = instant_of(claims.exp) + 2 * trust.clock_tolerance;
            let consumed = guard.consume(claims.jti.clone(), until).await;
            if !consumed.map_err(|error| ReceiptError::caused(ReceiptReason::GuardFailed, error))? {
                return Err(ReceiptReason::Replayed.into());
            }
        }
        Ok(VerifiedReceipt {
            email: claims.email,
            purpose: claims.purpose,
            subject: claims.sub,
            audience: audience.clone(),
            verified_at: instant_of(claims.auth_time),
            issued_at: instant_of(claims.iat),
            expires_at: instant_of(claims.exp),
            id: claims.jti,
            nonce: claims.nonce,
            test: claims.test,
        })
    }
}

impl From<Trust> for ReceiptVerifier {
    fn from(trust: Trust) -> Self {
        Self(Arc::new(trust))
    }
}

impl Trust {
    async fn key_of(&self, receipt: &CompactForm<'_>) -> Result<PublicKey, ReceiptError> {
        match &self.keys {
            Keys::Given(keys) => Ok(keys.key_of(receipt)?),
            Keys::Published(keys) => keys.key_of(receipt).await,
        }
    }
}

impl fmt::Debug for ReceiptVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceiptVerifier")
            .field("issuer", &self.0.issuer)
            .field("audience", &self.0.audience)
            .finish_non_exhaustive()
    }
}
