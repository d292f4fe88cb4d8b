//! The generated picture of a person.

/// Initials and the tint that belongs to a person.
#[derive(Debug)]
pub struct AvatarView {
    pub initials: String,
    pub tint: u8,
}

impl AvatarView {
    /// The first letters of the first two words; the tint is a sum of the user
    /// name, which never changes.
    pub fn of(username: &str, display_name: &str) -> Self {
        let letters = display_name
            .split_whitespace()
            .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
        let initials: String = letters.take(2).flat_map(char::to_uppercase).collect();
        let sum = username
            .bytes()
            .fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
        Self { initials, tint: u8::try_from(sum % 5).unwrap_or_default() + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_avatar_has_the_initials_and_always_the_same_tint() {
        let anna = AvatarView::of("anna", "Anna Maria Petrova");
        assert_eq!(anna.initials, "AM");
        assert_eq!(AvatarView::of("anna", "other").tint, anna.tint);
        assert_eq!(AvatarView::of("x", "леонид").initials, "Л");
        assert_eq!(AvatarView::of("x", "(🦊) fox").initials, "F");
        assert!((1..=5).contains(&AvatarView::of("zoe-1", "").tint));
    }
}
