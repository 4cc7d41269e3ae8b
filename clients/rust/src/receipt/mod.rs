mod checks;
mod claims;
mod clock;
mod compact_form;
mod keys;
mod published_keys;
mod receipt_error;
mod replay_guard;
mod strict_json;
#[cfg(test)]
mod tests;
mod verifier;

pub use checks::ReceiptChecks;
pub use receipt_error::{ReceiptError, ReceiptReason};
pub use replay_guard::{MemoryReplayGuard, ReplayGuard};
pub use verifier::{ReceiptVerifier, ReceiptVerifierBuilder, VerifiedReceipt};
