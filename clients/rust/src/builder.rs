use std::fmt;
use std::time::Duration;

use tonic::codegen::http::HeaderValue;

use crate::retry::Patience;
use crate::transport::Destination;
use crate::{BuildError, NoPass};

/// The options of a client.
#[must_use]
pub struct Builder {
    url: String,
    api_key: String,
    patience: Patience,
    #[cfg(feature = "tls")]
    tls: tonic::transport::ClientTlsConfig,
}

impl Builder {
    pub(crate) fn new(url: String, api_key: String) -> Self {
        Self {
            url,
            api_key,
            patience: Patience::default(),
            #[cfg(feature = "tls")]
            tls: tonic::transport::ClientTlsConfig::new().with_native_roots(),
        }
    }

    /// How long one call may take, with its retries. Default: 10 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.patience.timeout = timeout;
        self
    }

    /// How often a call is repeated where that is safe. Default: 2.
    pub fn max_retries(mut self, max_retries: u32) -> Self {
        self.patience.max_retries = max_retries;
        self
    }

    /// Trusts the authorities in this PEM file too, for a service with a certificate of a private one.
    #[cfg(feature = "tls")]
    pub fn ca_certificate(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.tls = self.tls.ca_certificate(tonic::transport::Certificate::from_pem(pem));
        self
    }

    /// Shows this certificate to the service, for mutual TLS. Both are PEM.
    #[cfg(feature = "tls")]
    pub fn client_certificate(
        mut self,
        certificate: impl AsRef<[u8]>,
        private_key: impl AsRef<[u8]>,
    ) -> Self {
        self.tls = self.tls.identity(tonic::transport::Identity::from_pem(certificate, private_key));
        self
    }

    /// Makes the client, or says which option cannot work.
    pub fn build(self) -> Result<NoPass, BuildError> {
        let bearer = parse_api_key(&self.api_key)?;
        let patience = self.patience.checked()?;
        let destination = Destination::parse(&self.url, bearer)?;
        #[cfg(feature = "tls")]
        let destination = destination.with_tls(self.tls)?;
        Ok(NoPass::new(destination, self.api_key, patience))
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").finish_non_exhaustive()
    }
}

/// Said here without the text: a key with a line break from a file would otherwise fail deep in the HTTP client.
fn parse_api_key(api_key: &str) -> Result<HeaderValue, BuildError> {
    if api_key.is_empty() {
        return Err(BuildError("api_key is missing"));
    }
    if !api_key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(BuildError("api_key contains white space or a character beyond ASCII"));
    }
    if !api_key.starts_with("np_") {
        return Err(BuildError("api_key does not start with np_"));
    }
    let mut bearer = HeaderValue::try_from(format!("Bearer {api_key}"))
        .map_err(|_| BuildError("api_key cannot be sent in a header"))?;
    bearer.set_sensitive(true);
    Ok(bearer)
}
