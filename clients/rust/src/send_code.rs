use std::fmt;
use std::time::{Duration, SystemTime};

/// The mailbox to be proven; or, to send another code for it, the challenge that it was asked for.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SendCodeRequest {
    /// The mailbox. It may be left empty where `challenge_id` is given.
    pub email: String,

    /// How long the code is valid, from 30 seconds to the policy's maximum. Default: the policy's, by default 5 minutes.
    pub ttl: Option<Duration>,

    /// The language of the mail, as a BCP 47 tag. Default: the tenant's.
    pub locale: Option<String>,

    /// What the code is for, bound into the challenge and the receipt: 1 to 64 of `a-z 0-9 . _ -`. Default: `sign-in`.
    pub purpose: Option<String>,

    /// A value of yours that the receipt repeats, at most 128 characters.
    pub nonce: Option<String>,

    /// Answers the same, and mails nothing, when a call is repeated with it: 22 to 64 characters of base64url, made
    /// anew for each code that is wanted. Default: one that is made for this call and its retries.
    ///
    /// A secret: whoever has it and the address receives the same challenge.
    pub idempotency_key: Option<String>,

    /// Mails another code for this challenge. The earlier ones stay valid.
    pub challenge_id: Option<String>,

    /// The end user's network address, for limits. Refused with a publishable key.
    pub client_ip: Option<String>,

    /// What an earlier `verify_code` for this address gave for the end user's device: then a stranger who had codes sent
    /// to the address cannot lock its owner out.
    pub known_device: Option<String>,

    /// Says, with a secret key, that you do not vouch for whoever wants the code: the address's strangers' budget is
    /// used.
    pub stranger: bool,
}

/// Shows no address and no id: requests end up in logs.
impl fmt::Debug for SendCodeRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendCodeRequest")
            .field("ttl", &self.ttl)
            .field("locale", &self.locale)
            .field("purpose", &self.purpose)
            .field("stranger", &self.stranger)
            .finish_non_exhaustive()
    }
}

/// Where the code can be judged, and until when.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SendCodeResponse {
    /// Keep it where only the person who asked can use it: whoever has it can use up the attempts.
    pub challenge_id: String,

    /// When the code stops being accepted.
    pub expire_time: SystemTime,

    /// When the next code can be sent to this address at the earliest.
    pub resend_time: SystemTime,

    /// How many characters the code has, so that no form hard-codes six.
    pub code_length: u32,

    /// What they are.
    pub code_alphabet: CodeAlphabet,
}

/// Shows no challenge.
impl fmt::Debug for SendCodeResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendCodeResponse")
            .field("expire_time", &self.expire_time)
            .field("resend_time", &self.resend_time)
            .field("code_length", &self.code_length)
            .field("code_alphabet", &self.code_alphabet)
            .finish_non_exhaustive()
    }
}

/// The characters that a code is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeAlphabet {
    /// 0 to 9.
    Digits,

    /// Digits and letters, for which a numeric keyboard is not enough.
    Base32,
}
