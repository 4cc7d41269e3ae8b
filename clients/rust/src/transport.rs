use std::task::{Context, Poll};
use std::time::Duration;

use tonic::body::Body;
use tonic::codegen::http::header::AUTHORIZATION;
use tonic::codegen::http::{HeaderValue, Request, Response, StatusCode, Uri};
use tonic::codegen::{BoxFuture, Service};
use tonic::transport::{self, Endpoint};
use tonic::{Code, Status};

use crate::BuildError;

/// Where the service is, and who calls.
#[derive(Clone)]
pub(crate) struct Destination {
    pub(crate) origin: Uri,
    endpoint: Endpoint,
    bearer: HeaderValue,
}

impl Destination {
    pub(crate) fn parse(url: &str, bearer: HeaderValue) -> Result<Self, BuildError> {
        let origin: Uri = url.trim_end_matches('/').parse().map_err(|_| BuildError("url is not a URL"))?;
        let authority = origin.authority().ok_or(BuildError("url is not a URL"))?;
        if !matches!(origin.scheme_str(), Some("http" | "https")) {
            return Err(BuildError("url does not start with https:// or http://"));
        }
        if authority.as_str().contains('@') || origin.query().is_some() || url.contains('#') {
            return Err(BuildError(
                "url has a part that does not belong there: credentials, a query or a fragment",
            ));
        }
        if cfg!(not(feature = "tls")) && origin.scheme_str() == Some("https") {
            return Err(BuildError("url starts with https://, which needs the feature tls"));
        }
        let endpoint = Endpoint::from(origin.clone())
            .user_agent(concat!("nopass-rust/", env!("CARGO_PKG_VERSION")))
            .map_err(|_| BuildError("the user agent cannot be sent"))?
            .connect_timeout(Duration::from_secs(5))
            // A connection that died in silence is found out before a call needs it.
            .http2_keep_alive_interval(Duration::from_secs(20))
            .keep_alive_timeout(Duration::from_secs(3))
            .keep_alive_while_idle(true);
        Ok(Self { origin, endpoint, bearer })
    }

    #[cfg(feature = "tls")]
    pub(crate) fn with_tls(mut self, tls: transport::ClientTlsConfig) -> Result<Self, BuildError> {
        if self.origin.scheme_str() == Some("https") {
            self.endpoint =
                self.endpoint.tls_config(tls).map_err(|_| BuildError("the certificates cannot be used"))?;
        }
        Ok(self)
    }

    /// Prepares the connection, which the first call opens.
    pub(crate) fn connect(&self) -> Channel {
        Channel { inner: self.endpoint.connect_lazy(), bearer: self.bearer.clone() }
    }
}

/// The connection, which adds the API key to every request.
#[derive(Clone)]
pub(crate) struct Channel {
    inner: transport::Channel,
    bearer: HeaderValue,
}

impl Service<Request<Body>> for Channel {
    type Response = Response<Body>;
    type Error = transport::Error;
    type Future = BoxFuture<Self::Response, Self::Error>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        request.headers_mut().insert(AUTHORIZATION, self.bearer.clone());
        let answer = self.inner.call(request);
        Box::pin(async { Ok(in_terms_of_grpc(answer.await?)) })
    }
}

/// Gives an answer that no gRPC service wrote a gRPC status, by which its headers are kept: `Retry-After` is one.
fn in_terms_of_grpc(answer: Response<Body>) -> Response<Body> {
    if answer.status() == StatusCode::OK || answer.headers().contains_key(Status::GRPC_STATUS) {
        return answer;
    }
    // https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md
    let code = match answer.status() {
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => Code::Unavailable,
        _ => Code::Unknown,
    };
    let mut answer = answer.map(|_| Body::empty());
    answer.headers_mut().insert(Status::GRPC_STATUS, HeaderValue::from(code as i32));
    answer
}
