use std::fmt;
use std::time::SystemTime;

/// What a receipt proves: at `verified_at`, somebody who can read the mail of `email` typed the code.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifiedReceipt {
    /// The proven mailbox in its canonical form. Use this one, never one that came beside the receipt.
    pub email: String,

    /// What the code was sent for.
    pub purpose: String,

    /// A pseudonym of the address for this tenant. It changes with the service's keys: match accounts by `email`.
    pub subject: String,

    /// The tenant.
    pub audience: String,

    /// When the code was judged.
    pub verified_at: SystemTime,

    /// When the receipt was signed.
    pub issued_at: SystemTime,

    /// When it stops being accepted.
    pub expires_at: SystemTime,

    /// The same for every receipt of one proof. Count uses by it: a receipt's text can be changed, and stay valid.
    pub id: String,

    /// What `send_code` was called with.
    pub nonce: Option<String>,

    /// Whether it was made with a test key or for a test address. Only ever true with `allow_test`.
    pub test: bool,
}

/// Shows no address.
impl fmt::Debug for VerifiedReceipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedReceipt")
            .field("purpose", &self.purpose)
            .field("audience", &self.audience)
            .field("verified_at", &self.verified_at)
            .field("test", &self.test)
            .finish_non_exhaustive()
    }
}
