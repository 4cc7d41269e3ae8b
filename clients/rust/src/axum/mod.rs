//! Lets requests in by the receipt that they show in `Authorization: Bearer`. There is no place for it in the URL: URLs
//! are logged, and receipts are secrets.
//!
//! ```
//! use std::sync::Arc;
//!
//! use axum::{Router, routing::post};
//! use nopass::axum::{Receipt, ReceiptGate};
//! use nopass::{MemoryReplayGuard, ReceiptVerifier};
//!
//! async fn sign_in(Receipt(receipt): Receipt) -> String {
//!     // Use this address, never one that came beside the receipt.
//!     format!("hello {}", receipt.email)
//! }
//!
//! # fn app() -> Result<Router, nopass::BuildError> {
//! // The NOPASS_PUBLIC_URL of the service, and your tenant.
//! let verifier = ReceiptVerifier::builder("https://nopass.example.com", "acme").build()?;
//! let gate = ReceiptGate::new(verifier).replay_guard(Arc::new(MemoryReplayGuard::new()));
//! let app = Router::new().route("/sign-in", post(sign_in)).with_state(gate);
//! # Ok(app)
//! # }
//! # app().unwrap();
//! ```

mod extractor;
mod gate;
mod rejection;

pub use extractor::Receipt;
pub use gate::ReceiptGate;
pub use rejection::ReceiptRejection;
