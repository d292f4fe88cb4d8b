//! What proves in a chat that its owner is signed in.

use rand::Rng;

use crate::secret;

/// Letters and digits of a token: more than 128 bits.
const TOKEN_CHARACTERS: usize = 32;
/// Characters of a code: 40 bits, since each is one of 32.
const CODE_CHARACTERS: usize = 8;
/// Without those that look alike (Crockford's base 32).
const CODE_ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A fresh token for the deep link, and a code for those who type.
#[derive(Debug)]
pub struct Offer {
    pub token: String,
    pub code: String,
}

impl Offer {
    pub fn fresh() -> Self {
        let mut random = rand::rng();
        let code = (0..CODE_CHARACTERS)
            .map(|_| char::from(CODE_ALPHABET[random.random_range(0..CODE_ALPHABET.len())]))
            .collect();
        Self { token: secret::fresh(TOKEN_CHARACTERS), code }
    }

    /// The code as it is easily read: `ABCD-EFGH`.
    pub fn shown_code(&self) -> String {
        let (one, other) = self.code.split_at(CODE_CHARACTERS / 2);
        format!("{one}-{other}")
    }
}

/// A token or a code as it came from a chat. Anything else is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let plain = typed.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if typed.len() == TOKEN_CHARACTERS && plain {
            return Some(Self(typed.to_owned()));
        }
        // Typed by hand: small letters, spaces, and letters that look like digits.
        let code: String = typed
            .chars()
            .filter(|c| !matches!(c, '-' | ' '))
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let known = code.bytes().all(|byte| CODE_ALPHABET.contains(&byte));
        (code.len() == CODE_CHARACTERS && known).then_some(Self(code))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn hash(&self) -> Vec<u8> {
        secret::hash(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_is_understood_however_it_is_typed() {
        let offer = Offer::fresh();
        let code = offer.shown_code();
        assert_eq!(Secret::parse(&offer.token), Some(Secret(offer.token.clone())));
        for typed in [code.clone(), code.to_lowercase(), format!(" {} ", code.replace('-', " "))] {
            assert_eq!(Secret::parse(&typed), Some(Secret(offer.code.clone())), "{typed}");
        }
        assert_eq!(Secret::parse("oil0-ABCD"), Some(Secret("0110ABCD".to_owned())));
        for wrong in ["", "hello", "ABCD-EFG", "ABCD-EFGHJ", "ABCD-EFGU", "ЖЖЖЖЖЖЖЖ"] {
            assert_eq!(Secret::parse(wrong), None, "{wrong}");
        }
    }
}
