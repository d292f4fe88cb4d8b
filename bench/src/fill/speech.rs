//! What people say where it is looked for: made words of two languages, as often as those
//! of real ones (Zipf's law).
//!
//! No word is the beginning of another one, and none has an ending that the product takes
//! off, so the databases are asked for the same words by themselves.

/// Of each language.
const WORDS: u32 = 10_000;
const ALPHABETS: [Alphabet; 2] = [
    Alphabet {
        first: ["m", "n", "l", "r", "s", "t", "d", "v"],
        vowels: ["a", "e", "i", "o", "u"],
        last: ["k", "p", "b", "g"],
    },
    Alphabet {
        first: ["м", "н", "л", "р", "с", "т", "д", "в"],
        vowels: ["а", "е", "и", "о", "у"],
        last: ["к", "п", "б", "г"],
    },
];
/// So often that about one message in ten has it.
const COMMON: u32 = 5;

struct Alphabet {
    first: [&'static str; 8],
    vowels: [&'static str; 5],
    last: [&'static str; 4],
}

/// Somebody who talks; always says the same.
pub struct Speech {
    state: u64,
}

impl Speech {
    pub fn new() -> Self {
        Self { state: 1 }
    }

    /// Below this number.
    pub fn random(&mut self, end: u32) -> u32 {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        ((self.state >> 33) % u64::from(end)) as u32
    }

    /// Four to twenty words of one language.
    pub fn message(&mut self) -> String {
        let (language, length) = (self.random(2), 4 + self.random(17));
        let words: Vec<String> = (0..length).map(|_| word(language, self.rank())).collect();
        words.join(" ")
    }

    /// The first is as frequent as the second and the third together, and so on.
    fn rank(&mut self) -> u32 {
        let chance = f64::from(self.random(1 << 20)) / f64::from(1 << 20);
        f64::from(WORDS).powf(chance) as u32
    }
}

pub fn common() -> String {
    word(0, COMMON)
}

/// One that nobody says by chance.
pub fn rare() -> String {
    word(1, WORDS)
}

/// The more frequent, the shorter.
fn word(language: u32, rank: u32) -> String {
    let Alphabet { first, vowels, last } = &ALPHABETS[language as usize];
    let one = (first.len() * vowels.len()) as u32;
    let two = one + one * one;
    let (syllables, mut rest) = match rank {
        rank if rank < one => (1, rank),
        rank if rank < two => (2, rank - one),
        rank => (3, rank - two),
    };
    let mut word = String::new();
    for _ in 0..syllables {
        let syllable = (rest % one) as usize;
        word.push_str(first[syllable % first.len()]);
        word.push_str(vowels[syllable / first.len()]);
        rest /= one;
    }
    word + last[rank as usize % last.len()]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_word_is_the_beginning_of_another() {
        let words: BTreeSet<String> =
            (0..2).flat_map(|language| (0..=WORDS).map(move |rank| word(language, rank))).collect();
        assert_eq!(words.len() as u32, 2 * (WORDS + 1));
        let mut next = words.iter().skip(1);
        assert!(words.iter().all(|word| !next.next().is_some_and(|next| next.starts_with(word))));
    }

    #[test]
    fn the_common_word_is_in_a_tenth_and_the_rare_one_nowhere() {
        let mut speech = Speech::new();
        let said: Vec<String> = (0..20_000).map(|_| speech.message()).collect();
        let with = |word: String| {
            said.iter().filter(|said| said.split(' ').any(|one| one == word)).count()
        };
        assert!((1_600..2_400).contains(&with(common())), "{}", with(common()));
        assert_eq!(with(rare()), 0);
    }
}
