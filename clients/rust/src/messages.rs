use std::time::SystemTime;

use prost_types::Timestamp;

use crate::error::Facts;
use crate::failure::Cause;
use crate::id::new_id;
use crate::{
    CodeAlphabet, Error, Reason, SendCodeRequest, SendCodeResponse, VerifyCodeRequest, VerifyCodeResponse,
    proto,
};

/// Puts a request on the wire's terms, with an idempotency key in any case.
pub(crate) fn send_code_message(request: SendCodeRequest) -> proto::SendCodeRequest {
    proto::SendCodeRequest {
        email: request.email,
        // What does not fit is longer than the universe is old, and as wrong as what does.
        ttl: request
            .ttl
            .map(|ttl| ttl.try_into().unwrap_or(prost_types::Duration { seconds: i64::MAX, nanos: 0 })),
        locale: request.locale.unwrap_or_default(),
        purpose: request.purpose.unwrap_or_default(),
        nonce: request.nonce.unwrap_or_default(),
        idempotency_key: given_or_new(request.idempotency_key),
        challenge_id: request.challenge_id.unwrap_or_default(),
        client_ip: request.client_ip.unwrap_or_default(),
        known_device: request.known_device.unwrap_or_default(),
        stranger: request.stranger,
    }
}

/// Puts the service's answer on the caller's terms.
pub(crate) fn sent_code(message: proto::SendCodeResponse) -> Result<SendCodeResponse, Error> {
    Ok(SendCodeResponse {
        expire_time: instant("expire_time", message.expire_time)?,
        resend_time: instant("resend_time", message.resend_time)?,
        code_length: message.code_length,
        // A form for base32 takes digits too, so it is right for an alphabet that this version does not know.
        code_alphabet: match message.code_alphabet() {
            proto::CodeAlphabet::Digits => CodeAlphabet::Digits,
            _ => CodeAlphabet::Base32,
        },
        challenge_id: message.challenge_id,
    })
}

/// Puts a request on the wire's terms, with an attempt id in any case.
pub(crate) fn verify_code_message(request: VerifyCodeRequest) -> proto::VerifyCodeRequest {
    proto::VerifyCodeRequest {
        challenge_id: request.challenge_id,
        code: request.code,
        attempt_id: given_or_new(request.attempt_id),
    }
}

/// Puts the service's answer on the caller's terms.
pub(crate) fn verified_code(message: proto::VerifyCodeResponse) -> Result<VerifyCodeResponse, Error> {
    Ok(VerifyCodeResponse {
        email: message.email,
        purpose: message.purpose,
        verify_time: instant("verify_time", message.verify_time)?,
        receipt: message.receipt,
        receipt_expire_time: instant("receipt_expire_time", message.receipt_expire_time)?,
        known_device: message.known_device,
        test: message.test,
    })
}

fn given_or_new(id: Option<String>) -> String {
    id.filter(|id| !id.is_empty()).unwrap_or_else(new_id)
}

/// Reads an instant that the service always sends.
fn instant(name: &str, value: Option<Timestamp>) -> Result<SystemTime, Error> {
    value.and_then(|value| value.try_into().ok()).ok_or_else(|| {
        let source = Some(Cause(format!("the answer has no {name}")));
        Error::with_facts(Reason::Unknown, Facts { source, ..Facts::default() })
    })
}
