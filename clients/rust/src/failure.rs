use std::error;
use std::fmt;
use std::time::{Duration, SystemTime};

use prost_types::Timestamp;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::error::Facts;
use crate::redact::Secrets;
use crate::{Error, Reason, Violation};

/// Turns the status of a call into an error that holds none of the call's secrets.
pub(crate) fn error_of(status: &Status, secrets: &Secrets) -> Error {
    let details = status.get_error_details();
    let info = details.error_info().filter(|info| info.domain == "nopass.v1");
    let metadata = |name: &str| info.and_then(|info| info.metadata.get(name));
    let violations = details.bad_request().map_or(&[][..], |bad| &bad.field_violations);
    Error::with_facts(
        info.map_or_else(|| reason_of(status), |info| Reason::named(&info.reason)),
        Facts {
            retry_after: details.retry_info().and_then(|info| info.retry_delay).or_else(|| header_of(status)),
            attempts_left: metadata("attempts_left").and_then(|text| text.parse().ok()),
            challenge_id: metadata("challenge_id").cloned(),
            violations: violations
                .iter()
                .map(|violation| Violation {
                    field: secrets.strike_out(&violation.field),
                    description: secrets.strike_out(&violation.description),
                })
                .collect(),
            source: Some(Cause(secrets.strike_out(&text_of(status)))),
        },
    )
}

/// The text of what went wrong below, without secrets.
///
/// Not the errors themselves: they hold the headers of the answer, in which a proxy may have repeated the request's.
#[derive(Debug)]
pub(crate) struct Cause(pub(crate) String);

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl error::Error for Cause {}

fn text_of(status: &Status) -> String {
    let code = format!("{:?}: {}", status.code(), status.message());
    causes_of(status).fold(code, |text, cause| format!("{text}: {cause}"))
}

fn causes_of(status: &Status) -> impl Iterator<Item = &(dyn error::Error + 'static)> {
    std::iter::successors(error::Error::source(status), |cause| cause.source())
}

/// The service says all of its refusals with an `ErrorInfo`. Without one, these are a proxy's or the transport's.
fn reason_of(status: &Status) -> Reason {
    match status.code() {
        Code::DeadlineExceeded => Reason::Timeout,
        _ if causes_of(status).any(|cause| cause.is::<tonic::TimeoutExpired>()) => Reason::Timeout,
        Code::Unavailable | Code::Cancelled => Reason::Unreachable,
        _ if causes_of(status).any(is_of_the_network) => Reason::Unreachable,
        _ => Reason::Unknown,
    }
}

fn is_of_the_network(cause: &(dyn error::Error + 'static)) -> bool {
    cause.is::<tonic::transport::Error>() || cause.is::<hyper::Error>() || cause.is::<std::io::Error>()
}

/// RFC 9110 §10.2.3: a number of seconds, or a date.
fn header_of(status: &Status) -> Option<Duration> {
    let text = status.metadata().get("retry-after")?.to_str().ok()?;
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at: SystemTime = http_date(text)?.try_into().ok()?;
    Some(at.duration_since(SystemTime::now()).unwrap_or_default())
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, the only form that RFC 9110 §5.6.7 lets a server write.
fn http_date(text: &str) -> Option<Timestamp> {
    let [_, day, month, year, time, "GMT"] = text.split(' ').collect::<Vec<_>>()[..] else { return None };
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    format!("{year}-{month:02}-{day}T{time}Z").parse().ok()
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_of_http_is_read() {
        let read = |text| http_date(text).map(|at| at.seconds);
        assert_eq!(read("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(read("soon"), None);
    }
}
