use std::{error, fmt};

use axum_core::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};

use crate::{ReceiptError, ReceiptReason};

/// The answer to a request without a good receipt: 401, or 503 while the service's keys cannot be had, always with the
/// same body. [`error`](Self::error) says why, for a log.
#[derive(Debug)]
pub struct ReceiptRejection(ReceiptError);

impl ReceiptRejection {
    /// Why the receipt is refused: the answer does not say it.
    #[must_use]
    pub fn error(&self) -> &ReceiptError {
        &self.0
    }
}

impl From<ReceiptError> for ReceiptRejection {
    fn from(error: ReceiptError) -> Self {
        Self(error)
    }
}

impl fmt::Display for ReceiptRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl error::Error for ReceiptRejection {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&self.0)
    }
}

impl IntoResponse for ReceiptRejection {
    fn into_response(self) -> Response {
        match self.0.reason() {
            // A 401 would have people prove their mailbox again, for nothing.
            ReceiptReason::KeysUnavailable => answer(
                StatusCode::SERVICE_UNAVAILABLE,
                Some((RETRY_AFTER, "5")),
                r#"{"error":"receipt_keys_unavailable"}"#,
            ),
            ReceiptReason::GuardFailed => {
                answer(StatusCode::INTERNAL_SERVER_ERROR, None, r#"{"error":"receipt_check_failed"}"#)
            }
            // RFC 9110 §11.6.1: a 401 names a way in.
            _ => answer(
                StatusCode::UNAUTHORIZED,
                Some((WWW_AUTHENTICATE, "Bearer")),
                r#"{"error":"receipt_refused"}"#,
            ),
        }
    }
}

fn answer(status: StatusCode, header: Option<(HeaderName, &'static str)>, body: &'static str) -> Response {
    let mut response =
        (status, [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")], body).into_response();
    if let Some((name, value)) = header {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
