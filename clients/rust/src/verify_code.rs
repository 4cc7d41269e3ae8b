use std::fmt;
use std::time::SystemTime;

/// What the person typed, and for which challenge.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct VerifyCodeRequest {
    /// As `send_code` returned it.
    pub challenge_id: String,

    /// As it was typed. Anything but the right code is judged, and wrong: validate nothing before.
    pub code: String,

    /// Answers the same for five minutes when a call is repeated with it and the same code: 22 to 64 characters of
    /// base64url, made anew for each code that is typed. Default: one that is made for this call and its retries.
    pub attempt_id: Option<String>,
}

/// Shows nothing: all of it is secret.
impl fmt::Debug for VerifyCodeRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyCodeRequest").finish_non_exhaustive()
    }
}

/// What was proven. There is no answer for "not proven": that is an [`Error`](crate::Error).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifyCodeResponse {
    /// The proven mailbox in its canonical form. Use this one, never one that came beside the code.
    pub email: String,

    /// What `send_code` was called with. Compare it, so that a code for one thing does not open another.
    pub purpose: String,

    /// When the code was judged.
    pub verify_time: SystemTime,

    /// The same statement as a signed JWS, for a back end to check without asking the service.
    pub receipt: String,

    /// When the receipt stops being accepted.
    pub receipt_expire_time: SystemTime,

    /// Keep it on the end user's device, and send it with the next `send_code` for this address. It proves nothing.
    pub known_device: String,

    /// Whether nothing was mailed, and so nothing proven: the key is for tests, or the address is a test address.
    pub test: bool,
}

/// Shows no address, receipt or token.
impl fmt::Debug for VerifyCodeResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyCodeResponse")
            .field("purpose", &self.purpose)
            .field("verify_time", &self.verify_time)
            .field("receipt_expire_time", &self.receipt_expire_time)
            .field("test", &self.test)
            .finish_non_exhaustive()
    }
}
