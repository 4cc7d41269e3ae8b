/// Makes an id that nobody can guess: 128 bits of chance as 22 characters of base64url.
pub(crate) fn new_id() -> String {
    let bits = u128::from_be_bytes(random());
    // 128 bits are 21 characters of 6 bits, and 2 bits that are the highest of the last one.
    (0..22)
        .map(|place| {
            let six = if place < 21 { bits >> (122 - 6 * place) } else { bits << 4 };
            char::from(ALPHABET[usize::try_from(six & 63).unwrap_or(0)])
        })
        .collect()
}

/// A number from 0 to 1, without 1.
pub(crate) fn chance() -> f64 {
    f64::from(u32::from_be_bytes(random())) / (f64::from(u32::MAX) + 1.0)
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system has random numbers");
    bytes
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_22_characters_of_base64url_and_never_the_same() {
        let id = new_id();
        assert_eq!(id.len(), 22);
        assert!(id.bytes().all(|byte| ALPHABET.contains(&byte)));
        assert!(b"AQgw".contains(&id.as_bytes()[21]), "the last character has two bits");
        assert_ne!(id, new_id());
    }

    #[test]
    fn chance_is_less_than_one() {
        assert!((0..1000).all(|_| (0.0..1.0).contains(&chance())));
    }
}
