//! What an object is called in the store.

use object_store::path::Path;
use uuid::Uuid;

use crate::file::Part;

/// `{first two digits}/{id}`, so that no folder gets too full; a thumbnail beside
/// it ends in `.webp`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    pub object: Uuid,
    pub part: Part,
}

const THUMBNAIL: &str = ".webp";

impl Key {
    /// The id is random, not one made of the time, or all would begin alike.
    pub fn of(object: Uuid, part: Part) -> Self {
        Self { object, part }
    }

    pub fn path(self) -> Path {
        let id = self.object.to_string();
        let ending = match self.part {
            Part::Whole => "",
            Part::Thumbnail => THUMBNAIL,
        };
        Path::from(format!("{}/{id}{ending}", &id[..2]))
    }

    pub fn parse(path: &Path) -> Option<Self> {
        let name = path.filename()?;
        let (id, part) = match name.strip_suffix(THUMBNAIL) {
            Some(id) => (id, Part::Thumbnail),
            None => (name, Part::Whole),
        };
        let key = Self::of(Uuid::try_parse(id).ok()?, part);
        (key.path() == *path).then_some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_written() {
        for part in [Part::Whole, Part::Thumbnail] {
            let key = Key::of(Uuid::new_v4(), part);
            assert_eq!(Key::parse(&key.path()), Some(key));
        }
        for other in ["a/b", "00/0197", "zz/0193a5a0-0000-4000-8000-000000000000"] {
            assert_eq!(Key::parse(&Path::from(other)), None, "{other}");
        }
    }
}
