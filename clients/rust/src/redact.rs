/// The secrets of one call, to be struck out of whatever may be shown.
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a String>) -> Self {
        // Striking out three digits would strike out half of every port and status, and hide nothing.
        let mut secrets: Vec<_> = secrets.into_iter().filter(|secret| secret.len() > 3).cloned().collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self(secrets)
    }

    pub(crate) fn strike_out(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |kept, secret| kept.replace(secret, "[redacted]"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_secret_is_struck_out_first() {
        let secrets = Secrets::new(&["ada@example.com".to_owned(), "ada@example.com.au".to_owned()]);
        assert_eq!(secrets.strike_out("to ada@example.com.au, port 443"), "to [redacted], port 443");
    }
}
