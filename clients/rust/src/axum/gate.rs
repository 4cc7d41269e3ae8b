use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::request::Parts;

use crate::{ReceiptChecks, ReceiptError, ReceiptVerifier, ReplayGuard, VerifiedReceipt};

/// Which receipts requests are let in with: the state of a router, or a part of it by `FromRef`.
///
/// Routers of different gates, such as for different purposes, can be merged.
#[derive(Clone)]
pub struct ReceiptGate {
    verifier: ReceiptVerifier,
    purpose: Option<Arc<str>>,
    find_nonce: Option<Arc<FindNonce>>,
    max_age: Option<Duration>,
    replay_guard: Option<Arc<dyn ReplayGuard>>,
}

type FindNonce = dyn Fn(&Parts) -> Pin<Box<dyn Future<Output = Option<String>> + Send>> + Send + Sync;

impl ReceiptGate {
    /// Lets in receipts for signing in, without a nonce and as often as they are shown.
    #[must_use]
    pub fn new(verifier: ReceiptVerifier) -> Self {
        Self { verifier, purpose: None, find_nonce: None, max_age: None, replay_guard: None }
    }

    /// What the code was sent for. Default: `sign-in`.
    #[must_use]
    pub fn purpose(mut self, purpose: &str) -> Self {
        self.purpose = Some(purpose.into());
        self
    }

    /// Finds the nonce of the session that asked for the code. Where it finds none, the receipt is refused.
    ///
    /// The future must not borrow from the request: clone what it needs, such as the session.
    #[must_use]
    pub fn nonce<F>(mut self, find: impl Fn(&Parts) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Option<String>> + Send + 'static,
    {
        self.find_nonce = Some(Arc::new(move |parts| Box::pin(find(parts))));
        self
    }

    /// How long ago the code may have been typed. Default: as long as receipts live.
    #[must_use]
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = Some(max_age);
        self
    }

    /// Accepts each receipt once.
    #[must_use]
    pub fn replay_guard(mut self, guard: Arc<dyn ReplayGuard>) -> Self {
        self.replay_guard = Some(guard);
        self
    }

    pub(super) async fn judge(&self, receipt: &str, parts: &Parts) -> Result<VerifiedReceipt, ReceiptError> {
        let nonce = match self.find_nonce.as_ref().map(|find| find(parts)) {
            // An empty nonce accepts no receipt: a session that has lost its nonce does not switch the check off.
            Some(found) => Some(found.await.unwrap_or_default()),
            None => None,
        };
        let checks = ReceiptChecks {
            purpose: self.purpose.as_deref(),
            nonce: nonce.as_deref(),
            max_age: self.max_age,
            replay_guard: self.replay_guard.as_deref(),
        };
        self.verifier.verify(receipt, checks).await
    }
}

impl fmt::Debug for ReceiptGate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceiptGate")
            .field("verifier", &self.verifier)
            .field("purpose", &self.purpose)
            .finish_non_exhaustive()
    }
}
