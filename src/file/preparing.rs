//! What becomes of the bytes before they are stored.

use super::{About, Kind, Name, Sniffed, sniff, store::Spool};
use crate::error::Result;

/// A file as it is stored.
pub(super) struct Prepared {
    pub spool: Spool,
    pub kind: Kind,
    pub media_type: String,
    pub name: Name,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub animated: bool,
    pub thumbnail: Option<Vec<u8>>,
}

/// What came is looked at, and a picture cleaned.
pub(super) async fn prepare(spool: Spool, about: &About, name: Name) -> Result<Prepared> {
    let Sniffed { kind, media_type } = sniff(spool.begin(), about.voice);
    Ok(Prepared {
        spool,
        kind,
        media_type: media_type.to_owned(),
        name,
        width: None,
        height: None,
        animated: false,
        thumbnail: None,
    })
}
