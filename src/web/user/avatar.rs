//! The picture of a person, or of a group: the one they have chosen, or their initials.

use unicode_segmentation::UnicodeSegmentation;
use uuid::Uuid;

use crate::paths;

/// Initials, the tint that belongs to a person, or to a group, and where their picture
/// is.
#[derive(Debug)]
pub struct AvatarView {
    pub initials: String,
    pub tint: u8,
    pub is_group: bool,
    pub picture: Option<String>,
}

impl AvatarView {
    /// The first letters of the first two words, with their accents and vowel
    /// signs; of a name without letters its first sign. The tint is a sum of
    /// the user name, which never changes.
    pub fn of(username: &str, display_name: &str, picture: Option<Uuid>) -> Self {
        let is_letter = |sign: &&str| sign.chars().any(char::is_alphanumeric);
        let letters =
            display_name.split_whitespace().filter_map(|word| word.graphemes(true).find(is_letter));
        let mut initials: String = letters.take(2).map(capital).collect();
        if initials.is_empty() {
            initials = display_name.graphemes(true).next().unwrap_or_default().to_owned();
        }
        let sum = username
            .bytes()
            .fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
        let tint = u8::try_from(sum % 5).unwrap_or_default() + 1;
        Self { initials, tint, is_group: false, picture: picture.as_ref().map(paths::avatar) }
    }

    /// Of a group, whose title may change, and its id does not.
    pub fn of_group(id: &Uuid, title: &str, picture: Option<Uuid>) -> Self {
        Self { is_group: true, ..Self::of(&id.simple().to_string(), title, picture) }
    }
}

/// A letter as a capital; where two letters would come of it ("ß"), as it is.
fn capital(letter: &str) -> String {
    let upper = letter.to_uppercase();
    if upper.graphemes(true).count() == 1 { upper } else { letter.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_avatar_has_the_initials_and_always_the_same_tint() {
        let of = |username, display_name| AvatarView::of(username, display_name, None);
        let anna = of("anna", "Anna Maria Petrova");
        assert_eq!(anna.initials, "AM");
        assert_eq!(of("anna", "other").tint, anna.tint);
        assert_eq!(of("x", "леонид").initials, "Л");
        assert_eq!(of("x", "(🦊) fox").initials, "F");
        assert_eq!(of("x", "E\u{301}lodie ßoß").initials, "E\u{301}ß");
        assert_eq!(of("x", "कि राज").initials, "किरा");
        assert_eq!(of("x", "👩\u{200d}🚀").initials, "👩\u{200d}🚀");
        assert!((1..=5).contains(&of("zoe-1", "").tint));
    }
}
