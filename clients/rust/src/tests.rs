//! The client against a small service that answers from a script.

use std::collections::{HashMap, VecDeque};
use std::error::Error as _;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tonic::{Code, Request, Response, Status};
use tonic_types::{ErrorDetails, StatusExt};

use crate::proto::no_pass_service_server::{NoPassService, NoPassServiceServer};
use crate::{BuildError, NoPass, Reason, SendCodeRequest, VerifyCodeRequest, proto};

const KEY: &str = "np_test_sk_one_secret";

/// What becomes of the next call. Without a plan, it succeeds.
enum Plan {
    Refuse(Status),
    Hang,
}

#[derive(Clone, Default)]
struct Script {
    plans: Arc<Mutex<VecDeque<Plan>>>,
    /// The id and the API key of each call.
    calls: Arc<Mutex<Vec<(String, String)>>>,
}

impl Script {
    fn of(plans: impl IntoIterator<Item = Plan>) -> Self {
        Self { plans: Arc::new(Mutex::new(plans.into_iter().collect())), ..Self::default() }
    }

    async fn play<T>(&self, request: &Request<T>, id: &str) -> Result<(), Status> {
        let key = request.metadata().get("authorization").and_then(|key| key.to_str().ok());
        self.calls.lock().expect("lock").push((id.to_owned(), key.unwrap_or_default().to_owned()));
        let plan = self.plans.lock().expect("lock").pop_front();
        match plan {
            Some(Plan::Refuse(status)) => Err(status),
            Some(Plan::Hang) => std::future::pending().await,
            None => Ok(()),
        }
    }

    /// Serves it, and makes the options of a client for it.
    async fn start(&self) -> crate::Builder {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let incoming = tonic::transport::server::TcpIncoming::from(listener);
        let service = NoPassServiceServer::new(self.clone());
        tokio::spawn(tonic::transport::Server::builder().add_service(service).serve_with_incoming(incoming));
        NoPass::builder(url, KEY)
    }

    fn calls(&self) -> Vec<(String, String)> {
        self.calls.lock().expect("lock").clone()
    }
}

#[tonic::async_trait]
impl NoPassService for Script {
    async fn send_code(
        &self,
        request: Request<proto::SendCodeRequest>,
    ) -> Result<Response<proto::SendCodeResponse>, Status> {
        self.play(&request, &request.get_ref().idempotency_key).await?;
        Ok(Response::new(proto::SendCodeResponse {
            challenge_id: "nc1_one".into(),
            expire_time: Some(prost_types::Timestamp { seconds: 300, nanos: 0 }),
            resend_time: Some(prost_types::Timestamp { seconds: 30, nanos: 0 }),
            code_length: 6,
            code_alphabet: proto::CodeAlphabet::Digits.into(),
        }))
    }

    async fn verify_code(
        &self,
        request: Request<proto::VerifyCodeRequest>,
    ) -> Result<Response<proto::VerifyCodeResponse>, Status> {
        self.play(&request, &request.get_ref().attempt_id).await?;
        Ok(Response::new(proto::VerifyCodeResponse::default()))
    }
}

fn refusal(code: Code, reason: &str, metadata: &[(&str, &str)], retry_after: Option<Duration>) -> Plan {
    let metadata: HashMap<String, String> =
        metadata.iter().map(|&(name, value)| (name.into(), value.into())).collect();
    let mut details = ErrorDetails::with_error_info(reason, "nopass.v1", metadata);
    if retry_after.is_some() {
        details.set_retry_info(retry_after);
    }
    Plan::Refuse(Status::with_error_details(code, format!("{KEY} was told this"), details))
}

fn to_ada() -> SendCodeRequest {
    SendCodeRequest { email: "ada@example.com".into(), ..Default::default() }
}

fn a_guess() -> VerifyCodeRequest {
    VerifyCodeRequest { challenge_id: "nc1_one".into(), code: "481516".into(), ..Default::default() }
}

#[tokio::test]
async fn a_call_is_repeated_with_the_same_id_and_key() {
    let script = Script::of([
        refusal(Code::Unavailable, "STORE_UNAVAILABLE", &[], None),
        refusal(Code::Unavailable, "DELIVERY_FAILED", &[], None),
    ]);
    let no_pass = script.start().await.build().expect("a client");
    let sent = no_pass.send_code(to_ada()).await.expect("an answer");
    assert_eq!((sent.challenge_id.as_str(), sent.code_length), ("nc1_one", 6));
    let calls = script.calls();
    assert_eq!(calls.len(), 3);
    assert!(calls.iter().all(|call| *call == calls[0]));
    assert_eq!(calls[0].0.len(), 22);
    assert_eq!(calls[0].1, format!("Bearer {KEY}"));
}

#[tokio::test]
async fn a_service_with_too_many_calls_is_asked_again_after_its_wait() {
    let second = Duration::from_secs(1);
    let script = Script::of([refusal(Code::Unavailable, "OVERLOADED", &[], Some(second))]);
    let no_pass = script.start().await.build().expect("a client");
    let started = Instant::now();
    no_pass.send_code(to_ada()).await.expect("an answer");
    assert!(started.elapsed() >= second);
    let calls = script.calls();
    assert_eq!((calls.len(), &calls[0]), (2, &calls[1]));
}

#[tokio::test]
async fn a_mail_of_which_nothing_is_known_is_not_sent_again() {
    let script =
        Script::of([refusal(Code::Unavailable, "DELIVERY_UNKNOWN", &[("challenge_id", "nc1_two")], None)]);
    let no_pass = script.start().await.build().expect("a client");
    let error = no_pass.send_code(to_ada()).await.expect_err("a refusal");
    assert_eq!((error.reason(), error.challenge_id()), (Reason::DeliveryUnknown, Some("nc1_two")));
    assert_eq!(script.calls().len(), 1);
}

#[tokio::test]
async fn a_wrong_code_says_how_many_more_may_be_tried_and_nothing_secret() {
    let script =
        Script::of([refusal(Code::PermissionDenied, "CODE_REJECTED", &[("attempts_left", "2")], None)]);
    let no_pass = script.start().await.build().expect("a client");
    let error = no_pass.verify_code(a_guess()).await.expect_err("a refusal");
    assert_eq!((error.reason(), error.attempts_left()), (Reason::CodeRejected, Some(2)));
    assert_eq!(error.to_string(), "CODE_REJECTED: the code is wrong, see attempts_left");
    let shown = format!("{error:?} {no_pass:?} {}", error.source().expect("a source"));
    assert!(shown.contains("[redacted] was told this") && !shown.contains(KEY), "{shown}");
}

#[tokio::test]
async fn a_wait_that_does_not_fit_into_the_deadline_is_reported_at_once() {
    let minute = Duration::from_secs(60);
    let script = Script::of([refusal(Code::Unavailable, "STORE_UNAVAILABLE", &[], Some(minute))]);
    let no_pass = script.start().await.build().expect("a client");
    let error = no_pass.send_code(to_ada()).await.expect_err("a refusal");
    assert_eq!((error.reason(), error.retry_after()), (Reason::StoreUnavailable, Some(minute)));
    assert_eq!(script.calls().len(), 1);
}

#[tokio::test]
async fn a_call_ends_with_its_deadline() {
    let script = Script::of([Plan::Hang]);
    let no_pass = script.start().await.build().expect("a client");
    let started = Instant::now();
    let error = no_pass.with_timeout(Duration::from_millis(100)).send_code(to_ada()).await.expect_err("late");
    assert_eq!(error.reason(), Reason::Timeout);
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn closing_ends_the_calls_under_way_and_all_later_ones() {
    let script = Script::of([Plan::Hang]);
    let no_pass = script.start().await.build().expect("a client");
    let closing = no_pass.clone();
    let (answer, ()) = tokio::join!(no_pass.send_code(to_ada()), async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        closing.close();
    });
    assert_eq!(answer.expect_err("an end").reason(), Reason::Canceled);
    assert_eq!(no_pass.send_code(to_ada()).await.expect_err("an end").reason(), Reason::Canceled);
}

#[tokio::test]
async fn an_answer_without_its_fields_is_not_understood() {
    let no_pass = Script::default().start().await.build().expect("a client");
    assert_eq!(no_pass.verify_code(a_guess()).await.expect_err("no answer").reason(), Reason::Unknown);
}

#[tokio::test]
async fn a_service_that_is_not_there_is_unreachable() {
    let no_pass = NoPass::builder("http://127.0.0.1:1", KEY).max_retries(0).build().expect("a client");
    assert_eq!(no_pass.send_code(to_ada()).await.expect_err("nobody").reason(), Reason::Unreachable);
}

#[test]
fn options_that_cannot_work_are_refused_without_the_key() {
    for (url, key, want) in [
        ("", KEY, "url is not a URL"),
        ("ftp://example.com", KEY, "url does not start with https:// or http://"),
        (
            "http://ada@example.com",
            KEY,
            "url has a part that does not belong there: credentials, a query or a fragment",
        ),
        ("http://example.com", "", "api_key is missing"),
        ("http://example.com", "np_x\n", "api_key contains white space or a character beyond ASCII"),
        ("http://example.com", "secret", "api_key does not start with np_"),
    ] {
        assert_eq!(NoPass::builder(url, key).build().err(), Some(BuildError(want)), "{url}");
    }
    let refused = NoPass::builder("http://example.com", KEY).timeout(Duration::ZERO).build();
    assert_eq!(refused.err(), Some(BuildError("timeout must be above 0 and at most a day")));
}

#[test]
fn requests_and_builders_show_no_secrets() {
    let shown = format!("{:?} {:?} {:?}", to_ada(), a_guess(), NoPass::builder("http://example.com", KEY));
    for secret in ["ada@", "481516", "nc1_", KEY] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[cfg(feature = "tls")]
#[test]
fn a_client_for_https_is_made() {
    assert!(NoPass::builder("https://nopass.example.com", KEY).build().is_ok());
}
