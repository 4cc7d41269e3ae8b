use std::fmt;
use std::future::Future;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tonic::{Request, Response, Status};

use crate::proto::no_pass_service_client::NoPassServiceClient;
use crate::race::race;
use crate::redact::Secrets;
use crate::retry::{Patience, try_again};
use crate::transport::{Channel, Destination};
use crate::{
    Builder, Error, Reason, SendCodeRequest, SendCodeResponse, VerifyCodeRequest, VerifyCodeResponse,
    failure, messages,
};

/// Sends codes and judges them. Make one for the whole process: its clones share one connection.
///
/// It connects at the first call, which has to be made within a Tokio runtime. Dropping the future of a call gives the
/// call up; a mail may have been sent, or a code judged, all the same.
#[derive(Clone)]
pub struct NoPass {
    shared: Arc<Shared>,
    patience: Patience,
}

struct Shared {
    destination: Destination,
    api_key: String,
    service: OnceLock<NoPassServiceClient<Channel>>,
    closing: watch::Sender<bool>,
}

impl NoPass {
    pub(crate) fn new(destination: Destination, api_key: String, patience: Patience) -> Self {
        let shared =
            Shared { destination, api_key, service: OnceLock::new(), closing: watch::Sender::new(false) };
        Self { shared: Arc::new(shared), patience }
    }

    /// Prepares a client of the service at `url`.
    ///
    /// `http:` sends everything in the clear: for this machine, or inside a mesh that encrypts.
    pub fn builder(url: impl Into<String>, api_key: impl Into<String>) -> Builder {
        Builder::new(url.into(), api_key.into())
    }

    /// Mails a one-time code and opens a challenge, or mails another one for `challenge_id`.
    pub async fn send_code(&self, request: SendCodeRequest) -> Result<SendCodeResponse, Error> {
        let message = messages::send_code_message(request);
        let secrets = [
            &message.email,
            &message.nonce,
            &message.idempotency_key,
            &message.challenge_id,
            &message.client_ip,
            &message.known_device,
        ];
        let secrets = self.secrets(secrets);
        let answer = self.call(&secrets, || {
            let (mut service, message) = (self.service(), message.clone());
            async move |request: Request<()>| service.send_code(request.map(|()| message)).await
        });
        messages::sent_code(answer.await?)
    }

    /// Judges a code, and consumes the challenge whatever the verdict.
    ///
    /// Succeeds only when the code was right: a wrong one is an [`Error`] with [`Reason::CodeRejected`].
    pub async fn verify_code(&self, request: VerifyCodeRequest) -> Result<VerifyCodeResponse, Error> {
        let message = messages::verify_code_message(request);
        let secrets = self.secrets([&message.challenge_id, &message.code, &message.attempt_id]);
        let answer = self.call(&secrets, || {
            let (mut service, message) = (self.service(), message.clone());
            async move |request: Request<()>| service.verify_code(request.map(|()| message)).await
        });
        messages::verified_code(answer.await?)
    }

    /// The same client with another deadline for its calls, over the same connection.
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        let patience = Patience { timeout, ..self.patience };
        Self { shared: self.shared.clone(), patience }
    }

    /// Ends the calls under way, and all later ones, with [`Reason::Canceled`]. Dropping all clones closes too.
    pub fn close(&self) {
        self.shared.closing.send_replace(true);
    }

    fn service(&self) -> NoPassServiceClient<Channel> {
        let Shared { destination, service, .. } = &*self.shared;
        service
            .get_or_init(|| {
                NoPassServiceClient::with_origin(destination.connect(), destination.origin.clone())
                    .max_decoding_message_size(longest_answer_bytes())
            })
            .clone()
    }

    fn secrets<const N: usize>(&self, of_call: [&String; N]) -> Secrets {
        Secrets::new(of_call.into_iter().chain([&self.shared.api_key]))
    }

    async fn call<T, A, F>(&self, secrets: &Secrets, attempt: impl Fn() -> A) -> Result<T, Error>
    where
        A: FnOnce(Request<()>) -> F,
        F: Future<Output = Result<Response<T>, Status>>,
    {
        let deadline = Instant::now() + self.patience.timeout;
        let work = try_again(self.patience.max_retries, deadline, async || {
            let mut request = Request::new(());
            request.set_timeout(deadline.saturating_duration_since(Instant::now()));
            let answered = attempt()(request).await;
            answered.map(Response::into_inner).map_err(|status| failure::error_of(&status, secrets))
        });
        let mut closing = self.shared.closing.subscribe();
        // It cannot fail: the sender lives as long as `self`.
        let closed = async { drop(closing.wait_for(|closed| *closed).await) };
        race(closed, tokio::time::timeout_at(deadline, work))
            .await
            .ok_or_else(|| Error::new(Reason::Canceled))?
            .map_err(|_| Error::new(Reason::Timeout))?
    }
}

/// Answers are under 4 KB: a longer one is not the service's.
const fn longest_answer_bytes() -> usize {
    65_536
}

impl fmt::Debug for NoPass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NoPass").field("url", &self.shared.destination.origin).finish_non_exhaustive()
    }
}
