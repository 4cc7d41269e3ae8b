use std::{error, fmt};

/// What is wrong with the options of a client or of a verifier. It never holds the API key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError(pub(crate) &'static str);

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl error::Error for BuildError {}
